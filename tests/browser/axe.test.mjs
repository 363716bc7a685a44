// The rules of axe-core, best practices and experiments included.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import { open } from "./browser.mjs";
import { expectNone } from "./findings.mjs";
import { articles, pages, pagesByKind } from "./site.mjs";
import { browser, server } from "./stage.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = [
  "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice", "experimental",
];

for (const colorScheme of ["light", "dark"]) {
  for (const width of [360, 1280]) {
    test(`no finding on a page of each kind, ${colorScheme}, ${width} px`, async () => {
      const told = [];
      const { page, close } = await open(browser, server, { colorScheme, viewport: { width, height: 900 } });
      for (const [kind, { address }] of pagesByKind()) {
        await page.goto(server.url(address));
        for (const finding of await check(page)) told.push(`${address} (${kind}): ${finding}`);
      }
      await close();
      expectNone(told);
    });

    test(`no finding with a card open, ${colorScheme}, ${width} px`, async () => {
      const told = [];
      const [{ address }] = articles();
      const { page, close } = await open(browser, server, { colorScheme, viewport: { width, height: 900 } });
      for (const kind of ["a.term", "a.cite", "a.figure", "a.event"]) {
        await page.goto(server.url(address));
        const link = page.locator(`main ${kind}[data-card]`).first();
        await link.focus();
        await page.keyboard.press("Space");
        await page.locator(".card:popover-open").waitFor({ state: "visible" });
        for (const finding of await check(page)) told.push(`${address}, card of ${kind} open: ${finding}`);
      }
      await close();
      expectNone(told);
    });
  }
}

test("no finding on any page, with all that can be opened open", async () => {
  const told = [];
  const { page, close } = await open(browser, server);
  for (const { address, isRedirect } of pages()) {
    if (isRedirect) continue;
    await page.goto(server.url(address));
    await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
    for (const finding of await check(page)) told.push(`${address}: ${finding}`);
  }
  await close();
  expectNone(told);
});

async function check(page) {
  await page.evaluate(AXE);
  return page.evaluate(async (values) => {
    const { violations } = await window.axe.run(document, {
      runOnly: { type: "tag", values },
      resultTypes: ["violations"],
    });
    return violations.map(({ id, help, nodes }) => {
      const more = nodes.length > 1 ? `, and ${nodes.length - 1} more` : "";
      return `${id} (${help}): ${nodes[0].html.slice(0, 160)}${more}`;
    });
  }, TAGS);
}
