// Starts `casebook lsp` and lets VS Code talk to it.

const { workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

function activate() {
  const settings = workspace.getConfiguration("casebook");
  const server = { command: settings.get("command"), args: ["lsp"] };
  const files = ["**/content/**/*.{md,yaml,csv}", "**/site.toml"];
  client = new LanguageClient("casebook", "Casebook", server, {
    documentSelector: files.map((pattern) => ({ scheme: "file", pattern })),
    initializationOptions: { drafts: settings.get("drafts") },
  });
  return client.start();
}

function deactivate() {
  return client?.stop();
}

module.exports = { activate, deactivate };
