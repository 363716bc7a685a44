// The preview in a real browser: `casebook serve` on a small site whose files are edited while a page is open.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { open, start } from "./browser.mjs";

const PROGRAM = process.env.CASEBOOK ?? path.resolve(import.meta.dirname, "../../target/release/casebook");

const paragraphs = Array.from({ length: 60 }, (_, n) => `Paragraph number ${"abcdefghij"[n % 10]}, which says little.`);
const article = (title, body) =>
  `---\ntitle: ${title}\nsummary: A page to edit.\ndate: 2026-01-02\nchecked: 2026-01-02\n---\n\n${body}\n`;
const text = (first, last = "The end.") =>
  article("Long", `${first} It is about a widget.\n\n## Middle\n\n${paragraphs.join("\n\n")}\n\n${last}`);

// Beside the content of this repository, since a whole site has every page that the templates link to.
const CONTENT = path.resolve(import.meta.dirname, "../../content");
const SETTINGS = readFileSync(path.resolve(import.meta.dirname, "../../site.toml"), "utf8");
const SITE = {
  "site.toml": SETTINGS.replace(/^base_url = .*$/m, 'base_url = "https://example.org/repo/"'),
  "content/articles/long.md": text("First words."),
  "content/articles/short.md": article("Short", "Little to read."),
  "content/glossary/widget.md": "---\nterm: Widget\nshort: A small thing.\naliases: [widget]\nsources: [ec-20251203]\n---\n\nA longer text.\n",
  "static/site.css": "body { margin: 40px; color: rgb(1, 2, 3) }\n",
};

let browser;
let site;
let address;
let server;
let tab;

before(async () => {
  browser = await start();
});

after(() => browser?.close());

beforeEach(async () => {
  site = mkdtempSync(path.join(tmpdir(), "casebook-preview-"));
  cpSync(CONTENT, path.join(site, "content"), { recursive: true });
  for (const [name, content] of Object.entries(SITE)) write(name, content);
  server = spawn(PROGRAM, ["serve", "--site", site, "--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
  address = await listening(server);
  tab = await open(browser, { origin: new URL(address).origin });
});

afterEach(async () => {
  await tab?.close();
  server?.kill();
  rmSync(site, { recursive: true, force: true });
});

function write(name, content) {
  const place = path.join(site, name);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, content);
}

/** Waits for the address that the program prints. */
function listening(child) {
  return new Promise((resolve, reject) => {
    let told = "";
    const hear = (part) => {
      told += part;
      const found = /http:\/\/[\d.]+:\d+\/\S*/.exec(told);
      if (found) resolve(found[0]);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`it ended: ${told}`)));
  });
}

/** Opens a page, waits until its stream is open, and marks the window so that a reload shows. */
async function visit(name) {
  const stream = tab.page.waitForResponse((response) => response.url().includes("/.casebook/events"));
  await tab.page.goto(`${address}${name}`);
  await stream;
  await tab.page.evaluate(() => (window.isSame = true));
  return tab.page;
}

const isSame = (page) => page.evaluate(() => window.isSame === true);
const shows = (page, words) => page.getByText(words).first().waitFor({ state: "attached" });

test("an edit changes the text without a reload; scroll, focus and an open card stay", async () => {
  const page = await visit("articles/long/");
  const link = page.locator("main a.term").first();
  await link.focus();
  await page.keyboard.press("Space");
  await page.locator(".card:popover-open").waitFor();
  await page.evaluate(() => scrollTo({ top: 200, behavior: "instant" }));
  const before = await page.evaluate(() => [scrollY, document.activeElement.className]);
  write("content/articles/long.md", text("Second words.").replace("Paragraph number c", "Edited number c"));
  await shows(page, "Second words.");
  await page.locator(".card:popover-open").waitFor();
  assert.deepEqual(await page.evaluate(() => [scrollY, document.activeElement.className]), before);
  assert.ok(await page.locator(".card:popover-open .card-close").isVisible(), "what a script added stays");
  assert.ok(await isSame(page));
  assert.deepEqual(tab.findings, []);
});

test("an edited card changes while it is open", async () => {
  const page = await visit("articles/long/");
  await page.locator("main a.term").first().focus();
  await page.keyboard.press("Space");
  await page.locator(".card:popover-open").waitFor();
  write("content/glossary/widget.md", SITE["content/glossary/widget.md"].replace("A small thing", "A tiny thing"));
  await page.locator(".card:popover-open", { hasText: "A tiny thing" }).waitFor();
  assert.ok(await isSame(page));
});

test("the page jumps to what was edited when it is off screen", async () => {
  const page = await visit("articles/long/");
  write("content/articles/long.md", text("First words.", "A new end."));
  await shows(page, "A new end.");
  await page.waitForFunction(() => scrollY > 0);
  assert.ok(await page.getByText("A new end.").isVisible());
  const box = await page.getByText("A new end.").boundingBox();
  assert.ok(box.y >= 0 && box.y < 800, `it is at ${box.y}`);
  assert.ok(await isSame(page));
});

test("a mistake brings the panel over the last good page, and mending takes it away", async () => {
  const page = await visit("articles/long/");
  write("content/articles/long.md", text("Worse words. [x](term:nothing)"));
  const panel = page.locator("#casebook-panel");
  await panel.waitFor();
  assert.match(await panel.innerText(), /content\/articles\/long\.md:\d+:\d+/);
  assert.equal(await panel.evaluate((element) => getComputedStyle(element).position), "fixed");
  await shows(page, "First words.");
  write("content/articles/long.md", text("Better words."));
  await panel.waitFor({ state: "detached" });
  await shows(page, "Better words.");
  assert.ok(await isSame(page));
  assert.deepEqual(tab.findings, []);
});

test("a stylesheet is swapped without a reload", async () => {
  const page = await visit("articles/long/");
  await page.evaluate(() => (document.querySelector("main").isKept = true));
  write("static/site.css", "body { margin: 40px; color: rgb(4, 5, 6) }\n");
  await page.waitForFunction(() => getComputedStyle(document.body).color === "rgb(4, 5, 6)");
  await page.waitForFunction(() => document.querySelectorAll("link[rel=stylesheet]").length === 1);
  assert.ok(await isSame(page));
  assert.ok(await page.evaluate(() => document.querySelector("main").isKept));
  write("content/articles/long.md", text("Words after."));
  await shows(page, "Words after.");
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).color), "rgb(4, 5, 6)");
});

test("a deleted page shows the page for what is not there, and comes back", async () => {
  const page = await visit("articles/short/");
  rmSync(path.join(site, "content/articles/short.md"));
  await page.getByText("Little to read.").waitFor({ state: "detached" });
  assert.equal(await page.title(), await titleOf("nowhere/"));
  write("content/articles/short.md", article("Short", "It is back."));
  await shows(page, "It is back.");
});

async function titleOf(name) {
  const other = await open(browser, { origin: new URL(address).origin });
  await other.page.goto(`${address}${name}`);
  const title = await other.page.title();
  await other.close();
  return title;
}

test("a renamed page has its new address", async () => {
  const page = await visit("articles/short/");
  renameSync(path.join(site, "content/articles/short.md"), path.join(site, "content/articles/brief.md"));
  await page.getByText("Little to read.").waitFor({ state: "detached" });
  await visit("articles/brief/");
  await shows(page, "Little to read.");
});

test("details that were opened stay open", async () => {
  const page = await visit("articles/long/");
  write("content/articles/long.md", text("Worse. [x](term:nothing)"));
  const details = page.locator("#casebook-panel details");
  await details.waitFor();
  await page.locator("#casebook-panel summary").click();
  assert.ok(!(await details.evaluate((element) => element.open)));
  write("content/articles/short.md", article("Short", "Worse. [x](term:neither)"));
  await page.locator("#casebook-panel summary", { hasText: "2 errors" }).waitFor();
  assert.ok(!(await details.evaluate((element) => element.open)), "what the reader closed stays closed");
});

test("many tabs follow, and so does one that was in the background", async () => {
  const tabs = [];
  for (let n = 0; n < 8; n += 1) {
    const page = await tab.page.context().newPage();
    await page.goto(`${address}articles/long/`, { waitUntil: "domcontentloaded" });
    tabs.push(page);
  }
  write("content/articles/long.md", text("Words for all."));
  for (const page of tabs) {
    await page.bringToFront();
    await shows(page, "Words for all.");
  }
});

test("a page finds a preview again that was ended and begun", async () => {
  const page = await visit("articles/long/");
  const port = new URL(address).port;
  server.kill();
  await new Promise((resolve) => server.once("exit", resolve));
  write("content/articles/long.md", text("Words meanwhile."));
  server = spawn(PROGRAM, ["serve", "--site", site, "--port", port], { stdio: ["ignore", "pipe", "pipe"] });
  await listening(server);
  await shows(page, "Words meanwhile.");
  assert.ok(await isSame(page));
});

test("everything works under the strictest policy", async () => {
  const page = tab.page;
  const policy =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'";
  await page.route("**/articles/**", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": policy } });
  });
  await visit("articles/long/");
  write("content/articles/long.md", text("Worse. [x](term:nothing)"));
  const panel = page.locator("#casebook-panel");
  await panel.waitFor();
  assert.equal(await panel.evaluate((element) => getComputedStyle(element).position), "fixed");
  write("content/articles/long.md", text("Fine."));
  await shows(page, "Fine.");
  assert.deepEqual(tab.findings, []);
});

// What would run, fetch or end the panel if it were more than text; in single quotes of YAML and TOML.
const MISCHIEF = "</pre><img src=x onerror=window.ran=1>&lt;";
let marks = 0;
const evil = () => `'${MISCHIEF}Zq${(marks += 1)}z'`;
/** A key that takes a plain text is given a record, so that its line is shown as a mistake. */
const wrong = (...keys) => keys.map((key) => `${key}: {x: ${evil()}}`);
const file = (keys, body) => `---\n${keys.join("\n")}\n---\n${body}\n`;
const record = (id, keys) => `- id: ${id}\n${keys.map((key) => `  ${key}\n`).join("")}`;
const DRAWING = [
  "kind: line",
  "csv: content/figures/evil.csv",
  "title: T",
  "unit: votes",
  "as_of: 2025",
  "sources: [ec-20251203]",
  "takeaway: See.",
];
const block = (kind, keys) => `\`\`\`${kind}\n${keys.join("\n")}\n\`\`\`\n`;

test("no text from any field is more than text in the panel", async () => {
  marks = 0;
  const page = await visit("articles/long/");
  const files = {
    "content/articles/evil.md": file(
      wrong("title", "summary", "date", "updated", "checked", "authors", "tags", "questions", "changes", "aliases"),
      `[${MISCHIEF}Zq${(marks += 1)}z](term:nothing)\n\n` +
        block("chart", wrong("kind", "csv", "title", "unit", "as_of", "sources", "takeaway").concat(`labels: ${evil()}`)) +
        block("chart", DRAWING) +
        block("flow", wrong("title", "caption", "parties", "steps", "variants")) +
        block("timeline", wrong("tags")),
    ),
    "content/glossary/evil.md": file(wrong("term", "short", "aliases", "kind", "office", "sources"), "Text."),
    "content/pages/evil.md": file(wrong("title", "summary"), "Text."),
    "content/timeline/evil.yaml": record("evil", wrong("date", "title", "summary", "sources", "tags", "status")),
    "content/figures/evil.yaml": record(
      "evil",
      wrong("label", "value", "unit", "as_of", "measures", "note", "sources", "series"),
    ),
    "content/sources/evil.yaml": record("evil-source", wrong("title", "publisher", "url", "note", "date")),
    "content/figures/evil.csv": `date,one\n${MISCHIEF}Zq${(marks += 1)}z,2\n`,
  };
  for (const [name, content] of Object.entries(files)) write(name, content);
  const panel = page.locator("#casebook-panel pre");
  await panel.waitFor();
  await page.waitForFunction(
    (count) => {
      const text = document.querySelector("#casebook-panel pre")?.textContent ?? "";
      return Array.from({ length: count }, (_, n) => `Zq${n + 1}z`).every((mark) => text.includes(mark));
    },
    marks,
    { timeout: 10_000 },
  );
  assert.ok(marks > 50, `${marks} fields`);
  assert.equal(await panel.evaluate((element) => element.childElementCount), 0);
  assert.equal(await page.evaluate(() => window.ran), undefined);
  await page.goto(`${address}articles/${encodeURIComponent(MISCHIEF.slice("</pre>".length))}`);
  assert.equal(await page.evaluate(() => window.ran), undefined);
  assert.equal(await page.locator("img[src=x]").count(), 0);
  assert.deepEqual(
    tab.findings.filter((finding) => !/404/.test(finding)),
    [],
  );
});
