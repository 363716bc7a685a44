// The search in a real browser, below a base path: what comes first, the keyboard, weight; and without scripts.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

import { open } from "./browser.mjs";
import { expectNone } from "./findings.mjs";
import { base, folder } from "./site.mjs";
import { browser, server } from "./stage.mjs";

const MOST_BYTES = 60_000;

const FIRST = [
  ["Euroclear", "Glossary", "Euroclear", "glossary/euroclear/"],
  ["euroclr", "Glossary", "Euroclear", "glossary/euroclear/"],
  ["Eurolcear", "Glossary", "Euroclear", "glossary/euroclear/"],
  ["euroc", "Glossary", "Euroclear", "glossary/euroclear/"],
  ["ERA", "Glossary", "ERA loans", "glossary/era-loans/"],
  ["who pays", "Article", /^Who pays/, "articles/who-pays/"],
  ["12 December", "Event", /./, /^timeline\/#event-/],
  ["zelensky", "Glossary", /Zelenskyy/, "glossary/volodymyr-zelenskyy/"],
];

test("what is meant comes first, and says what it is", async () => {
  const { page, findings, close } = await open(browser, server);
  await page.goto(server.url("/search/"));
  for (const [query, kind, title, address] of FIRST) {
    const first = await search(page, query);
    assert.equal(first.kind, kind, query);
    if (typeof title === "string") assert.equal(first.title, title, query);
    else assert.match(first.title, title, query);
    assert.ok(first.href.startsWith(base), `${query}: ${first.href}`);
    const rest = first.href.slice(base.length);
    if (typeof address === "string") assert.equal(rest, address, query);
    else assert.match(rest, address, query);
    if (query === "12 December") assert.match(first.note, /^12.December 2025$/);
  }
  await close();
  expectNone(findings);
});

test("every result leads to a page, and every anchor is there", async () => {
  const { page, close } = await open(browser, server);
  await page.goto(server.url("/search/"));
  const told = [];
  for (const query of ["loan", "december", "belgium", "billion"]) {
    await search(page, query);
    for (const href of await page.locator("#search-list a").evaluateAll((links) => links.map((a) => a.href))) {
      const { pathname, hash } = new URL(href);
      const html = readFileSync(path.join(folder, pathname.slice(base.length), "index.html"), "utf8");
      if (hash && !html.includes(`id="${hash.slice(1)}"`)) told.push(href);
    }
  }
  await close();
  expectNone(told);
});

test("the address holds the search, and a linked search is done at once", async () => {
  const { page, findings, close } = await open(browser, server);
  await page.goto(server.url("/search/?q=ERA"));
  await page.locator("#search-list a").first().waitFor();
  assert.equal(await page.locator("#search-words").inputValue(), "ERA");
  await search(page, "who pays");
  assert.equal(new URL(page.url()).searchParams.get("q"), "who pays");
  await page.reload();
  assert.match(await page.locator("#search-list a").first().textContent(), /^Who pays/);
  await close();
  expectNone(findings);
});

test("the keyboard is enough", async () => {
  const { page, close } = await open(browser, server);
  await page.goto(server.url("/search/"));
  await search(page, "Euroclear");
  await page.locator("#search-words").focus();
  await page.keyboard.press("ArrowDown");
  const focused = () => page.evaluate(() => document.activeElement.textContent || document.activeElement.id);
  assert.equal(await focused(), "Euroclear");
  await page.keyboard.press("ArrowUp");
  assert.equal(await focused(), "search-words");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.textContent === "Euroclear");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === `${base}glossary/euroclear/`);
  await page.goBack();
  await page.locator("#search-list a").first().waitFor();
  await page.locator("#search-words").press("Escape");
  assert.equal(await page.locator("#search-words").inputValue(), "");
  assert.ok(await page.locator("#search-all").isVisible());
  assert.equal(new URL(page.url()).search, "");
  await close();
});

test("what is not there is said, and strange words do no harm", async () => {
  const { page, findings, close } = await open(browser, server);
  await page.goto(server.url("/search/"));
  for (const query of ["xyzzyqqq", "🙂", "<img src=x onerror=alert(1)>", "a", "…", "constructor", "__proto__", "x".repeat(500)]) {
    await page.locator("#search-words").fill(query);
    await page.waitForFunction((said) => document.querySelector("#search-state").textContent.includes(said), query);
  }
  assert.ok(await page.locator("#search-all").isVisible());
  assert.equal(await page.locator("main img").count(), 0);
  await close();
  expectNone(findings);
});

test("without scripts the page is an A to Z of everything", async () => {
  const { page, close } = await open(browser, server, { javaScriptEnabled: false });
  await page.goto(server.url("/search/?q=ERA"));
  assert.ok(!(await page.locator("form.search-box").isVisible()));
  assert.ok((await page.locator("#search-all li a").count()) > 300);
  assert.ok(await page.locator(`#search-all a[href="${base}glossary/euroclear/"]`).first().isVisible());
  await close();
});

test("nothing is fetched before the box is used, and then little", async () => {
  const touch = { hasTouch: true, isMobile: true };
  const { page, close } = await open(browser, server, touch);
  const from = server.taken.length;
  await page.goto(server.url("/search/"), { waitUntil: "networkidle" });
  const asked = () => server.taken.slice(from).filter((answer) => answer.path.endsWith("search-index.json"));
  assert.equal(asked().length, 0);
  await search(page, "loan");
  await search(page, "loans");
  assert.equal(asked().length, 1);
  await close();
  const script = readdirSync(folder).find((file) => /^search\.[0-9a-f]+\.js$/.test(file));
  const weight = (file) => gzipSync(readFileSync(path.join(folder, file))).length;
  const bytes = weight("search-index.json") + weight(script);
  assert.ok(bytes < MOST_BYTES, `index and script weigh ${bytes} bytes`);
});

/** Types a query and returns the first result. */
async function search(page, query) {
  await page.locator("#search-words").fill(query);
  await page.waitForFunction(
    (said) => document.querySelector("#search-state").textContent.includes(`“${said}”`),
    query,
  );
  return page.locator("#search-list > li").first().evaluate((item) => ({
    kind: item.querySelector(".key").textContent,
    title: item.querySelector("a").textContent,
    href: item.querySelector("a").getAttribute("href"),
    note: item.querySelector(".entry p:not(.entry-title)")?.textContent ?? "",
  }));
}
