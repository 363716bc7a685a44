// The lists beside a text, "On this page" and "By subject": whole, open where there is room, and closed where there is none.

import assert from "node:assert/strict";
import { test } from "node:test";

import { open } from "./browser.mjs";
import { expectNone } from "./findings.mjs";
import { articles, pagesByKind } from "./site.mjs";
import { browser, server } from "./stage.mjs";

const LISTED = ["key-dates", "questions", "terms", "sources", "notes", "changes", "other-figures"];
const RING_PX = 5;

const [{ address: article }] = articles();

test("a list of what is on a page names its headings and the lists at its end", async () => {
  const told = [];
  const { page, close } = await open(browser, server);
  const lists = [...articles(), ...["about", "figures"].map((kind) => pagesByKind().get(kind))];
  for (const { address } of lists.filter(Boolean)) {
    await page.goto(server.url(address));
    const missing = await page.evaluate((ids) => {
      const parts = [...document.querySelectorAll(".text > h2[id], .group > h2[id]")].map((node) => node.id);
      for (const id of ids) if (document.getElementById(id)) parts.push(id);
      const links = [...document.querySelectorAll(".contents a")].map((link) => link.getAttribute("href"));
      return parts.filter((id) => !links.includes(`#${id}`));
    }, LISTED);
    if (missing.length > 0) told.push(`${address}: ${missing.join(", ")}`);
    const nameless = await page.locator(".group > h2:not([id])").count();
    if (nameless > 0) told.push(`${address}: ${nameless} headings that nothing can lead to`);
  }
  await close();
  expectNone(told);
});

for (const address of [article, "/figures/", "/about/", "/timeline/", "/timeline/belgium/"]) {
  test(`on a wide screen the list is open and its title no stop, on a small one it opens: ${address}`, async () => {
    const { page, findings, close } = await open(browser, server);
    await page.goto(server.url(address));
    const summary = page.locator(".contents summary");
    const state = () => summary.evaluate((node) => [node.parentElement.open, node.tabIndex]);
    assert.deepEqual(await state(), [true, -1]);
    await page.setViewportSize({ width: 360, height: 740 });
    await page.waitForFunction(() => !document.querySelector(".contents details").open);
    assert.deepEqual(await state(), [false, 0]);
    await summary.focus();
    await page.keyboard.press("Enter");
    assert.ok(await page.locator(".contents :is(a, input)").first().isVisible());
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.waitForFunction(() => document.querySelector(".contents summary").tabIndex === -1);
    assert.deepEqual(await state(), [true, -1]);
    await close();
    expectNone(findings);
  });
}

test("without scripts the list shows on a wide screen, and opens on a small one", async () => {
  const { page, close } = await open(browser, server, { javaScriptEnabled: false });
  await page.goto(server.url(article));
  const link = page.locator(".contents a").first();
  assert.ok(await link.isVisible());
  await page.setViewportSize({ width: 360, height: 740 });
  assert.ok(!(await link.isVisible()));
  await page.locator(".contents summary").click();
  assert.ok(await link.isVisible());
  await close();
});

test("the box of the list leaves room for the ring round a link", async () => {
  const { page, close } = await open(browser, server);
  await page.goto(server.url(article));
  const room = await page.evaluate(() => {
    const box = document.querySelector(".contents");
    const link = box.querySelector("a").getBoundingClientRect();
    const { left } = box.getBoundingClientRect();
    return [link.left - left, left + box.clientWidth - link.right];
  });
  assert.ok(room.every((side) => side >= RING_PX), `${room} px`);
  await close();
});
