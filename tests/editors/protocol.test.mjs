// The language server as VS Code's own protocol library talks to it.
//   CASEBOOK names the program, CASEBOOK_SITE the folder of a copy of tests/editors/site.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

const require = createRequire(new URL("../../editors/vscode/package.json", import.meta.url));
const protocol = require("vscode-languageserver-protocol/node");

const site = process.env.CASEBOOK_SITE;
const uri = (path) => pathToFileURL(`${site}/${path}`).href;
const story = uri("content/articles/story.md");

let server, connection, text;
const told = new Map();
const waiting = [];

before(async () => {
  server = spawn(process.env.CASEBOOK, ["lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  connection = protocol.createProtocolConnection(
    new protocol.StreamMessageReader(server.stdout),
    new protocol.StreamMessageWriter(server.stdin),
  );
  connection.onNotification(protocol.PublishDiagnosticsNotification.type, (params) => {
    told.set(params.uri, params);
    for (const look of waiting.splice(0)) look();
  });
  connection.onRequest(protocol.RegistrationRequest.type, () => {});
  connection.listen();
  text = await readFile(`${site}/content/articles/story.md`, "utf8");
});

after(() => {
  connection.dispose();
  server.kill();
});

// Waits until what was told of a file satisfies the question.
async function until(file, question) {
  while (!question(told.get(file)?.diagnostics ?? [])) {
    await new Promise((resolve) => waiting.push(resolve));
  }
  return told.get(file);
}

// Where a text ends, in UTF-16, as VS Code counts.
function end(needle) {
  const at = text.indexOf(needle) + needle.length;
  assert.ok(at >= needle.length, needle);
  const lines = text.slice(0, at).split("\n");
  return { line: lines.length - 1, character: lines.at(-1).length };
}

const at = (needle) => ({ textDocument: { uri: story }, position: end(needle) });

test("a greeting says what the server can", async () => {
  const { capabilities, serverInfo } = await connection.sendRequest(protocol.InitializeRequest.type, {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [{ uri: uri("content"), name: "content" }],
    capabilities: {
      workspace: {
        didChangeWatchedFiles: { dynamicRegistration: true },
        workspaceEdit: { documentChanges: true, resourceOperations: ["rename"] },
      },
    },
  });
  assert.equal(serverInfo.name, "casebook");
  assert.equal(capabilities.positionEncoding, "utf-16");
  await connection.sendNotification(protocol.InitializedNotification.type, {});
});

test("what is typed is checked, in the version that it is of", async () => {
  await connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, {
    textDocument: { uri: story, languageId: "markdown", version: 1, text },
  });
  const stop = end("€210");
  const range = { start: { ...stop, character: stop.character - 3 }, end: stop };
  const change = (version, wish) =>
    connection.sendNotification(protocol.DidChangeTextDocumentNotification.type, {
      textDocument: { uri: story, version },
      contentChanges: [{ range, text: wish }],
    });
  await change(2, "200");
  const { diagnostics, version } = await until(story, (list) => list.length === 1);
  assert.equal(version, 2);
  assert.equal(diagnostics[0].code, "number-disagrees");
  assert.deepEqual(diagnostics[0].range, range);
  await change(3, "210");
  await until(story, (list) => list.length === 0);
});

test("cards, ids, places and names are answered", async () => {
  const hover = await connection.sendRequest(protocol.HoverRequest.type, at("(figure:po"));
  assert.match(hover.contents.value, /The pot/);
  const list = await connection.sendRequest(protocol.CompletionRequest.type, at("(figure:po"));
  assert.deepEqual(list.items.map((item) => item.label), ["pot"]);
  const place = await connection.sendRequest(protocol.DefinitionRequest.type, at("(figure:po"));
  assert.equal(place.uri, uri("content/figures/numbers.yaml"));
  const places = await connection.sendRequest(protocol.ReferencesRequest.type, {
    ...at("(figure:po"),
    context: { includeDeclaration: true },
  });
  assert.equal(places.length, 3);
  const renamed = await connection.sendRequest(protocol.RenameRequest.type, {
    ...at("(term:loa"),
    newName: "credit",
  });
  assert.deepEqual(renamed.documentChanges.at(-1), {
    kind: "rename",
    oldUri: uri("content/glossary/loan.md"),
    newUri: uri("content/glossary/credit.md"),
  });
});

test("what cannot be done is refused in words", async () => {
  const wish = { ...at("(figure:po"), newName: "No Name" };
  await assert.rejects(connection.sendRequest(protocol.RenameRequest.type, wish), /lower-case/);
  await assert.rejects(connection.sendRequest("textDocument/dance", {}), { code: -32601 });
});

test("a goodbye ends the process", async () => {
  const ended = once(server, "exit");
  await connection.sendRequest(protocol.ShutdownRequest.type);
  await connection.sendNotification(protocol.ExitNotification.type);
  assert.deepEqual(await ended, [0, null]);
});
