// An article without scripts: every definition, source, number and date behind a link can be reached and read.

import assert from "node:assert/strict";
import { test } from "node:test";

import { open } from "./browser.mjs";
import { expectNone } from "./findings.mjs";
import { articles } from "./site.mjs";
import { browser, server } from "./stage.mjs";

// What the target of each kind of link must hold, in the words of the contract of the page.
const PROMISES = {
  "a.term": { inPage: true, holds: ["dt > dfn", "dd"] },
  "a.cite": { inPage: true, holds: ["cite", ".meta"] },
  "a.figure": { inPage: false, holds: ["data[value]", "time, .as-of", "a[href*='/sources/']"] },
  "a.event": { inPage: false, holds: ["time[datetime], .key", "a[href*='/sources/'], a[href^='#source-']"] },
};

test("every reference of every article leads, without scripts, to what explains it", async () => {
  const findings = [];
  const { page, close } = await open(browser, server, { javaScriptEnabled: false });
  const records = new Map(); // one open page for each page that holds figures or events
  const counts = { "a.term": 0, "a.cite": 0, "a.figure": 0, "a.event": 0 };
  for (const article of articles()) {
    await page.goto(server.url(article.address));
    const references = await referencesOf(page, Object.keys(PROMISES));
    for (const reference of references) {
      counts[reference.kind] += 1;
      const { inPage, holds } = PROMISES[reference.kind];
      const target = new URL(reference.href);
      const isHere = target.origin + target.pathname === page.url().split("#")[0];
      const told = `${article.address} ${reference.kind} “${reference.text}”`;
      if (inPage && !isHere) findings.push(`${told}: leads away from the page, to ${reference.href}`);
      const at = isHere ? page : await pageOfRecords(records, target.origin + target.pathname);
      const fault = await faultOf(at, decodeURIComponent(target.hash.slice(1)), holds);
      if (fault) findings.push(`${told}: ${fault}`);
    }
  }
  for (const { close: closeRecord } of records.values()) await closeRecord();
  await close();
  expectNone(findings);
  for (const [kind, count] of Object.entries(counts)) assert.ok(count > 0, `no article has a link \`${kind}\``);
});

test("following a link shows the definition, marked as the target", async () => {
  const { page, close } = await open(browser, server, { javaScriptEnabled: false });
  await page.goto(server.url(articles()[0].address));
  for (const kind of ["a.term", "a.cite"]) {
    const link = page.locator(`main ${kind}:visible`).first();
    const href = await link.getAttribute("href");
    await link.click();
    const target = page.locator(":target");
    assert.equal(`#${await target.getAttribute("id")}`, href);
    assert.ok(await isInView(target), `${articles()[0].address}: ${href} is not in view`);
  }
  await close();
});

test("every article has its lists of terms and sources, in view without scripts", async () => {
  const findings = [];
  const { page, close } = await open(browser, server, { javaScriptEnabled: false });
  for (const article of articles()) {
    await page.goto(server.url(article.address));
    for (const list of ["section#terms dl dt > dfn", "section#sources li[id^='source-']"]) {
      const items = page.locator(list);
      if ((await items.count()) === 0) findings.push(`${article.address}: no \`${list}\``);
      else if (!(await items.first().isVisible())) findings.push(`${article.address}: \`${list}\` is hidden`);
    }
    const cards = await page.locator(".card:visible").count();
    if (cards > 0) findings.push(`${article.address}: ${cards} cards are shown although no script opened them`);
  }
  await close();
  expectNone(findings);
});

async function referencesOf(page, kinds) {
  return page.evaluate((selectors) => {
    const found = [];
    for (const kind of selectors) {
      for (const link of document.querySelectorAll(`main ${kind}`)) {
        found.push({ kind, href: link.href, text: link.textContent.trim() });
      }
    }
    return found;
  }, kinds);
}

async function pageOfRecords(records, url) {
  if (!records.has(url)) {
    const opened = await open(browser, server, { javaScriptEnabled: false });
    await opened.page.goto(url);
    records.set(url, opened);
  }
  return records.get(url).page;
}

async function faultOf(page, id, holds) {
  return page.evaluate(
    ([anchor, selectors]) => {
      const target = document.getElementById(anchor);
      if (!target) return `nothing has the id \`${anchor}\``;
      const isShown = (node) => node.checkVisibility({ visibilityProperty: true }) && node.getClientRects().length > 0;
      if (!isShown(target)) return `\`${anchor}\` is hidden`;
      for (const selector of selectors) {
        const part = [...target.querySelectorAll(selector)].find((node) => !node.closest("[popover]") && isShown(node));
        if (!part) return `\`${anchor}\` shows no \`${selector}\``;
        if (part.textContent.trim() === "") return `\`${anchor}\` has an empty \`${selector}\``;
      }
      return undefined;
    },
    [id, holds],
  );
}

async function isInView(locator) {
  return locator.evaluate((node) => {
    const box = node.getBoundingClientRect();
    return box.height > 0 && box.top < innerHeight && box.bottom > 0;
  });
}
