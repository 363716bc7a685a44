// What a first view of an article costs: bytes as sent, requests, shifts of the layout.

import assert from "node:assert/strict";
import { test } from "node:test";

import { open } from "./browser.mjs";
import { expectNone } from "./findings.mjs";
import { articles } from "./site.mjs";
import { browser, server } from "./stage.mjs";

const MOST_BYTES = 70_000;
const MOST_SCRIPT_BYTES = 5_000;
const MOST_REQUESTS = 8;
const MOST_SHIFT = 0.01;
// A font that comes after the first paint moves a line now and then; a fault of the layout shows in every view.
const VIEWS_FOR_SHIFT = 3;

for (const width of [360, 1280]) {
  test(`a first view of any article is light, ${width} px`, async (context) => {
    const told = [];
    let heaviest = { bytes: 0 };
    for (const { address } of articles()) {
      const view = await firstView(address, width);
      if (view.bytes > heaviest.bytes) heaviest = { address, ...view };
      if (view.bytes > MOST_BYTES) told.push(`${address}: ${view.bytes} bytes of at most ${MOST_BYTES}: ${view.list}`);
      if (view.scripts > MOST_SCRIPT_BYTES) told.push(`${address}: ${view.scripts} bytes of script`);
      if (view.requests > MOST_REQUESTS) told.push(`${address}: ${view.requests} requests: ${view.list}`);
      const shift = await leastShift(view, address, width);
      if (shift >= MOST_SHIFT) told.push(`${address}: the layout shifts by ${shift.toFixed(4)}`);
    }
    context.diagnostic(`heaviest: ${heaviest.address}, ${heaviest.bytes} bytes, ${heaviest.requests} requests`);
    expectNone(told);
    assert.ok(heaviest.bytes > 0, "nothing was sent");
  });
}

async function leastShift(view, address, width) {
  let { shift } = view;
  for (let views = 1; shift >= MOST_SHIFT && views < VIEWS_FOR_SHIFT; views += 1) {
    shift = Math.min(shift, (await firstView(address, width)).shift);
  }
  return shift;
}

/** Opens the page with an empty cache and scrolls to its end, as a reader would. */
async function firstView(address, width) {
  const { page, close } = await open(browser, server, { viewport: { width, height: 800 } });
  await page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  const from = server.taken.length;
  await page.goto(server.url(address), { waitUntil: "networkidle" });
  const shift = await page.evaluate(async () => {
    await document.fonts.ready;
    window.scrollTo({ top: document.body.scrollHeight, behavior: "instant" });
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return window.shift;
  });
  await page.waitForLoadState("networkidle");
  await close();
  const sent = server.taken.slice(from);
  const sum = (answers) => answers.reduce((total, answer) => total + answer.bytes, 0);
  return {
    bytes: sum(sent),
    scripts: sum(sent.filter((answer) => answer.type.startsWith("text/javascript"))),
    requests: sent.length,
    list: sent.map((answer) => `${answer.path} ${answer.bytes}`).join(", "),
    shift,
  };
}
