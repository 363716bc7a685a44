// IBM's Equal Access rules. The engine comes from its own package and runs in the page; the checker around it would
// fetch its rules when it runs.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import { open } from "./browser.mjs";
import { expectNone } from "./findings.mjs";
import { articles, pagesByKind } from "./site.mjs";
import { browser, server } from "./stage.mjs";

const ENGINE = readFileSync(createRequire(import.meta.url).resolve("accessibility-checker-engine/ace.js"), "utf8");
// Rows of a list are alike, and the engine's time grows with the square of their number.
const LONGEST_LIST = 12;
// The engine takes its time, and the next page waits for the processor that it leaves.
const SLOWEST_MS = 60_000;
const RULES = ["IBM_Accessibility", "WCAG_2_2"];

test("no sure violation on a page of each kind", async () => {
  const told = [];
  const { page, close } = await open(browser, server, { viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(SLOWEST_MS);
  for (const [kind, { address }] of pagesByKind()) {
    if (kind === "print") continue; // the other pages once more
    await page.goto(server.url(address));
    await page.evaluate(shorten, LONGEST_LIST);
    for (const finding of await check(page)) told.push(`${address} (${kind}): ${finding}`);
  }
  await close();
  expectNone(told);
});

test("no sure violation in the dark", async () => {
  const told = [];
  const { page, close } = await open(browser, server, { colorScheme: "dark", viewport: { width: 360, height: 740 } });
  page.setDefaultTimeout(SLOWEST_MS);
  for (const address of ["/", "/questions/"]) {
    await page.goto(server.url(address));
    await page.evaluate(shorten, LONGEST_LIST);
    for (const finding of await check(page)) told.push(`${address}: ${finding}`);
  }
  await close();
  expectNone(told);
});

test("no sure violation with a card open", async () => {
  const told = [];
  const [{ address }] = articles();
  const { page, close } = await open(browser, server, { viewport: { width: 360, height: 740 } });
  await page.goto(server.url(address));
  await page.locator("main a.term[data-card]").first().focus();
  await page.keyboard.press("Space");
  await page.locator(".card:popover-open").waitFor({ state: "visible" });
  for (const finding of await check(page)) told.push(`${address}, a card open: ${finding}`);
  await close();
  expectNone(told);
});

// Runs in the page: leaves the first rows of each list, and no link to a row that went.
function shorten(most) {
  const rows = [...document.querySelectorAll("section.group")].slice(most);
  for (const list of document.querySelectorAll(".rows")) rows.push(...[...list.children].slice(most));
  for (const row of rows) row.remove();
  for (const link of document.querySelectorAll("a[href^='#']")) {
    if (document.getElementById(decodeURIComponent(link.hash.slice(1)))) continue;
    const item = link.closest("li");
    if (item && item.textContent.trim() === link.textContent.trim()) item.remove();
    else link.replaceWith(...link.childNodes);
  }
  for (const card of document.querySelectorAll("[data-card]")) {
    if (!document.getElementById(card.dataset.card)) card.removeAttribute("data-card");
  }
}

async function check(page) {
  await page.evaluate(ENGINE);
  return page.evaluate(async (rules) => {
    const report = await new window.ace.Checker().check(document, rules);
    const sure = report.results.filter(({ value: [kind, result] }) => kind === "VIOLATION" && result === "FAIL");
    if (report.numExecuted === 0) return ["no rule was run"];
    return sure.map(({ ruleId, message, path, snippet }) => `${ruleId}: ${message} ${path.dom} ${snippet.slice(0, 120)}`);
  }, RULES);
}
