// Lists that have grown too long for one page: their parts, and the addresses from when they were short, which lead on
// to where each entry stands now. On a site of its own, since the built one has no list that long.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

import { open, start } from "./browser.mjs";
import { expectNone } from "./findings.mjs";
import { serve } from "./server.mjs";

const ROOT = path.resolve(import.meta.dirname, "../..");
const PROGRAM = process.env.CASEBOOK ?? path.join(ROOT, "target/release/casebook");
const BASE = "/repo/";
const COUNT = 540;
const NARROW = { viewport: { width: 360, height: 740 } };

/** The lists, each with what its anchors begin with and an entry that stands on one of its later parts. */
const LISTS = [
  { list: "timeline", kind: "event", id: "step-500" },
  { list: "figures", kind: "figure", id: "number-500" },
  { list: "sources", kind: "source", id: "paper-500" },
  { list: "questions", kind: "question", id: "second-17" },
];

let folder;
let browser;
let server;

before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "casebook-divided-"));
  const site = path.join(folder, "site");
  execFileSync("python3", [path.join(ROOT, "scripts/make-site"), "8", site, "--terms", "20", "--events", "60"]);
  lengthen(path.join(site, "content"));
  const to = path.join(folder, "out");
  const site_at = ["--site", site, "--out", to, "--base-url", `https://example.org${BASE}`];
  execFileSync(PROGRAM, ["build", ...site_at], { stdio: "pipe", timeout: 60_000 });
  server = await serve(to, BASE);
  browser = await start();
});

after(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Makes each of the lists longer than one page may be. */
function lengthen(content) {
  const each = (write) => Array.from({ length: COUNT }, (_, at) => write(at)).join("\n");
  // Of two letters each, so that there are several parts.
  const start = (at, one, other) => (at % 2 ? one : other);
  const year = (at) => 1900 + (at % 6);
  const files = {
    "timeline/more.yaml": each((at) => `- id: step-${at}\n  date: ${year(at)}\n  title: Step ${at}\n  sources: [${start(at, "essay", "paper")}-${at}]\n`),
    "figures/more.yaml": each(
      (at) =>
        `- id: ${start(at, "count", "number")}-${at}\n  label: Number ${at}\n  value: ${at + 1}\n  unit: votes\n  as_of: ${year(at)}\n  measures: what was counted\n  sources: [${start(at, "essay", "paper")}-${at}]\n`,
    ),
    "sources/more.yaml": each(
      (at) => `- id: ${start(at, "essay", "paper")}-${at}\n  title: Paper ${at}\n  publisher: Press\n  url: https://press.example.com/${at}\n  kind: news\n`,
    ),
    "articles/first.md": asking("first"),
    "articles/second.md": asking("second"),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(content, name), text);
}

function asking(name) {
  const questions = Array.from({ length: COUNT / 2 }, (_, at) => `  - question: What is ${at}?\n    answer: A number.\n`);
  return `---\ntitle: ${name}\nsummary: It asks.\nquestions:\n${questions.join("")}---\n\nIt was [](figure:number-60).\n`;
}

const parts = (page) => page.locator("nav.parts a");
const entries = (page, kind) => page.locator(`main [id^="${kind}-"]`).evaluateAll((all) => all.map((one) => one.id));
const hrefs = (links) => links.evaluateAll((all) => all.map((a) => a.href));

/** Waits until the page has been led on to a part, and returns its path from the base. */
async function led(page, list) {
  await page.waitForURL((url) => url.pathname.startsWith(`${BASE}${list}/`) && url.pathname !== `${BASE}${list}/`);
  return new URL(page.url()).pathname.slice(BASE.length);
}

for (const { list, kind } of LISTS) {
  test(`the parts of ${list} hold every entry once, and lead to one another`, async () => {
    const { page, findings, close } = await open(browser, server);
    await page.goto(server.url(`/${list}/`));
    const wanted = await hrefs(parts(page));
    assert.ok(wanted.length > 1);
    const counts = await page.locator("nav.parts .count").allTextContents();
    assert.deepEqual(await entries(page, kind), [], "the page of the list has none itself");
    const seen = [];
    for (const [at, address] of wanted.entries()) {
      await page.goto(address);
      const here = await entries(page, kind);
      assert.equal(here.length, Number(counts[at]), `${address} has as many as it is said to have`);
      assert.deepEqual(await hrefs(parts(page)), wanted);
      assert.deepEqual(await hrefs(page.locator('nav.parts [aria-current="page"]')), [address]);
      seen.push(...here);
    }
    assert.ok(seen.length >= COUNT);
    assert.equal(new Set(seen).size, seen.length);
    await close();
    expectNone(findings);
  });
}

for (const { list, kind, id } of LISTS) {
  test(`an address from when ${list} was one page leads to the entry`, async () => {
    const { page, findings, close } = await open(browser, server);
    await page.goto(server.url("/"));
    await page.goto(server.url(`/${list}/#${kind}-${id}`));
    await led(page, list);
    const entry = page.locator(`[id="${kind}-${id}"]`);
    await entry.waitFor();
    assert.equal(new URL(page.url()).hash, `#${kind}-${id}`);
    const { top } = await entry.evaluate((one) => one.getBoundingClientRect());
    assert.ok(top >= 0 && top < 800, `it stands ${top} pixels below the edge`);
    await page.goBack();
    assert.equal(page.url(), server.url("/"), "the way back passes over the page that leads on");
    await close();
    expectNone(findings);
  });
}

test("what was never there leads nowhere, and breaks nothing", async () => {
  const { page, findings, close } = await open(browser, server);
  for (const hash of ["event-none", "event-", "other", "%", "event-%E0%A4", "event-step-5%0A"]) {
    await page.goto(server.url("/"));
    await page.goto(server.url(`/timeline/#${hash}`));
    await page.waitForLoadState("networkidle");
    assert.equal(new URL(page.url()).pathname, `${BASE}timeline/`, hash);
  }
  await page.evaluate(() => (location.hash = "event-step-30"));
  assert.equal(await led(page, "timeline"), "timeline/1900/", "a link on the page itself leads on as well");
  await close();
  expectNone(findings);
});

test("a text links to the part where its figure stands", async () => {
  const { page, findings, close } = await open(browser, server);
  await page.goto(server.url("/articles/first/"));
  const [address] = await hrefs(page.locator('main a[href*="figure-number-60"]'));
  assert.equal(address, server.url("/figures/n/#figure-number-60"));
  await page.goto(address);
  assert.ok(await page.locator("#figure-number-60").isVisible());
  await close();
  expectNone(findings);
});

test("the keyboard reaches the parts in their order, and shows where it is", async () => {
  const { page, close } = await open(browser, server);
  await page.goto(server.url("/figures/"));
  const wanted = await hrefs(parts(page));
  const focused = () => page.evaluate(() => document.activeElement.href ?? "");
  for (let tabs = 0; (await focused()) !== wanted[0]; tabs += 1) {
    assert.ok(tabs < 40, "the first part is out of reach");
    await page.keyboard.press("Tab");
  }
  assert.ok(await page.evaluate(() => Number.parseFloat(getComputedStyle(document.activeElement).outlineWidth) >= 2));
  await page.keyboard.press("Tab");
  assert.equal(await focused(), wanted[1]);
  await page.keyboard.press("Enter");
  await page.waitForURL(wanted[1]);
  await close();
});

test("nothing is wider than a small screen", async () => {
  const { page, findings, close } = await open(browser, server, NARROW);
  for (const { list } of LISTS) {
    await page.goto(server.url(`/${list}/`));
    for (const address of [page.url(), (await hrefs(parts(page)))[1]]) {
      await page.goto(address);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > 360) findings.push(`${address} is ${wide} pixels wide`);
    }
  }
  await close();
  expectNone(findings);
});

test("without scripts the parts are links, also for who comes by an old address", async () => {
  const { page, findings, close } = await open(browser, server, { ...NARROW, javaScriptEnabled: false });
  for (const { list, kind, id } of LISTS) {
    await page.goto(server.url(`/${list}/#${kind}-${id}`));
    assert.equal(new URL(page.url()).pathname, `${BASE}${list}/`);
    await parts(page).last().click();
    assert.equal(new URL(page.url()).hash, "");
    assert.ok((await page.locator(`main [id^="${kind}-"]`).count()) > 0, list);
    assert.ok(await page.locator("nav.parts a").first().isVisible());
  }
  await close();
  expectNone(findings);
});
