// Every page under the strictest policy, and one of each kind on the narrowest screen.

import { test } from "node:test";

import { open } from "./browser.mjs";
import { expectNone } from "./findings.mjs";
import { pages, pagesByKind } from "./site.mjs";
import { browser, server } from "./stage.mjs";

test("no page has a console error, breaks the policy or asks another host", async () => {
  const told = [];
  const { page, findings, close } = await open(browser, server);
  for (const { address, isRedirect } of pages()) {
    if (isRedirect) continue;
    await page.goto(server.url(address), { waitUntil: "load" });
    for (const finding of findings.splice(0)) told.push(`${address}: ${finding}`);
  }
  await close();
  expectNone(told);
});

test("a redirect leads to its page", async () => {
  const told = [];
  const { page, close } = await open(browser, server);
  for (const { address, isRedirect, html } of pages()) {
    if (!isRedirect) continue;
    const [, target] = /http-equiv="?refresh"?[^>]*url=([^">]+)/i.exec(html);
    await page.goto(server.url(address));
    const arrived = await page.waitForURL((url) => url.pathname === target.split("#")[0]).then(
      () => true,
      () => false,
    );
    if (!arrived) told.push(`${address}: stayed at ${page.url()}`);
  }
  await close();
  expectNone(told);
});

test("an address that leads nowhere shows the page for it, whole, at any depth", async () => {
  const told = [];
  const { page, findings, close } = await open(browser, server);
  for (const address of ["/no-such-page", "/articles/no/such/page/"]) {
    const response = await page.goto(server.url(address));
    if (response.status() !== 404) told.push(`${address}: answered ${response.status()}`);
    if ((await page.locator("h1").count()) !== 1) told.push(`${address}: not the page for it`);
    for (const finding of findings.splice(0)) {
      // The browser itself reports the status that was asked for.
      if (!finding.includes("status of 404")) told.push(`${address}: ${finding}`);
    }
  }
  await close();
  expectNone(told);
});

for (const [scripts, javaScriptEnabled] of [["on", true], ["off", false]]) {
  test(`at 320 px, scripts ${scripts}, no page of any kind scrolls sideways`, async () => {
    const told = [];
    const { page, close } = await open(browser, server, { viewport: { width: 320, height: 640 }, javaScriptEnabled });
    for (const [kind, { address }] of pagesByKind()) {
      await page.goto(server.url(address));
      for (const finding of await page.evaluate(sidewaysFindings)) told.push(`${address} (${kind}): ${finding}`);
    }
    await close();
    expectNone(told);
  });
}

test("entries keep even lines, and no list of articles touches the sentence above it", async () => {
  const told = [];
  const { page, close } = await open(browser, server, { viewport: { width: 360, height: 740 } });
  await page.goto(server.url(pagesByKind().get("article").address));
  for (const list of ["#terms dd", "#sources .entry > p:first-child"]) {
    const heights = await page.locator(list).evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().height));
    if (heights.length === 0 || heights.some((height) => height % 24 > 0.5)) told.push(`${list}: ${heights} px`);
  }
  for (const address of ["/", "/404.html"]) {
    await page.goto(server.url(address));
    const gap = await page.evaluate(() => {
      const path = document.querySelector(".path");
      return path.getBoundingClientRect().top - path.previousElementSibling.getBoundingClientRect().bottom;
    });
    if (!(gap >= 12)) told.push(`${address}: ${gap} px above the list of articles`);
  }
  await close();
  expectNone(told);
});

// What WCAG 1.4.12 lets a reader set.
const SPACED = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }";

test("at 320 px no entry of the glossary scrolls sideways, also with the text spaced out", async () => {
  const told = [];
  const { page, close } = await open(browser, server, { viewport: { width: 320, height: 640 } });
  for (const { address, isRedirect } of pages()) {
    if (isRedirect || !/^\/glossary\/./.test(address)) continue;
    await page.goto(server.url(address));
    for (const finding of await page.evaluate(sidewaysFindings)) told.push(`${address}: ${finding}`);
    await page.evaluate((css) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets = [sheet];
    }, SPACED);
    for (const finding of await page.evaluate(sidewaysFindings)) told.push(`${address}, spaced out: ${finding}`);
  }
  await close();
  expectNone(told);
});

// Words in sentences and rows are as large as their line; what one aims at is as large as a finger.
const AIMED_AT = [
  ".site-name a", ".menu a", ".crumbs a", ".contents summary", ".contents a", ".contents label", ".jump a", ".onward a",
  ".colophon-links a", "summary", "button", "input[type=search]",
].join(", ");
const LEAST_TARGET = 44;

test("under a finger, what one aims at is 44 px high on a page of each kind", async () => {
  const told = [];
  const { page, close } = await open(browser, server, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  for (const [kind, { address }] of pagesByKind()) {
    await page.goto(server.url(address));
    await page.evaluate(() => document.querySelectorAll("details").forEach((node) => (node.open = true)));
    const small = await page.locator(AIMED_AT).evaluateAll((nodes, least) =>
      nodes
        .filter((node) => node.checkVisibility() && !node.closest("[popover]:not(:popover-open)"))
        .map((node) => ({ height: node.getBoundingClientRect().height, html: node.outerHTML.slice(0, 90) }))
        .filter(({ height }) => height < least),
    LEAST_TARGET);
    for (const { height, html } of small.slice(0, 3)) told.push(`${address} (${kind}): ${height} px: ${html}`);
  }
  await close();
  expectNone(told);
});

// Runs in the page: what makes it scroll sideways, tables' own boxes apart.
function sidewaysFindings() {
  const root = document.documentElement;
  window.scrollTo({ left: 1000, behavior: "instant" });
  const moved = window.scrollX;
  window.scrollTo({ left: 0, behavior: "instant" });
  if (moved === 0 && root.scrollWidth <= root.clientWidth) return [];
  const isInOwnBox = (node) => {
    for (let up = node; up && up !== document.body; up = up.parentElement) {
      if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(up).overflowX)) return true;
    }
    return false;
  };
  const wide = [...document.body.querySelectorAll("*")]
    .filter((node) => node.getBoundingClientRect().right > root.clientWidth + 0.5 && !isInOwnBox(node))
    .slice(0, 3)
    .map((node) => `\`${node.outerHTML.slice(0, 80)}\``);
  return [`${root.scrollWidth} px wide; too far right: ${wide.join(", ") || "nothing that one can see"}`];
}
