// The timeline's subjects: boxes where there are scripts, pages where there are none; frames on other sites.

import assert from "node:assert/strict";
import { test } from "node:test";

import { open } from "./browser.mjs";
import { expectNone } from "./findings.mjs";
import { base } from "./site.mjs";
import { browser, server } from "./stage.mjs";

test("boxes show the events of the chosen subjects, and the address keeps them", async () => {
  const { page, findings, close } = await open(browser, server);
  await page.goto(server.url("/timeline/"));
  const shown = () => page.locator("ol.timeline > li:visible").count();
  const all = await shown();
  await page.locator('#subjects input[value="belgium"]').check();
  const belgium = await shown();
  assert.ok(belgium > 0 && belgium < all);
  assert.match(await page.locator("[role=status]").textContent(), new RegExp(`^${belgium} of ${all} events: Belgium$`));
  await page.locator('#subjects input[value="court"]').check();
  assert.ok((await shown()) > belgium);
  assert.deepEqual(new URL(page.url()).searchParams.getAll("tag"), ["belgium", "court"]);
  const both = await shown();
  await page.reload();
  assert.equal(await shown(), both);
  assert.equal(await page.locator("section.group:visible").count(), await page.locator(".years li:visible").count());
  await page.getByRole("button", { name: "Show all" }).click();
  assert.equal(await shown(), all);
  assert.equal(new URL(page.url()).search, "");
  await close();
  expectNone(findings);
});

test("as many events are shown as the page of the subject has", async () => {
  const { page, close } = await open(browser, server);
  await page.goto(server.url("/timeline/belgium/"));
  const own = await page.locator("ol.timeline > li").count();
  await page.goto(server.url("/timeline/?tag=belgium"));
  assert.equal(await page.locator("ol.timeline > li:visible").count(), own);
  await close();
});

test("whoever has read far down still sees the years, the boxes and what was chosen", async () => {
  const { page, close } = await open(browser, server);
  await page.goto(server.url("/timeline/?tag=euroclear"));
  await page.evaluate(() => window.scrollTo({ top: 2000, behavior: "instant" }));
  for (const seen of [".years a:visible", "#subjects summary", ".filter-state", ".filter-clear"]) {
    const box = await page.locator(seen).first().boundingBox();
    assert.ok(box.y >= 0 && box.y + box.height <= 800, `${seen} at ${box.y} px`);
  }
  await close();
});

for (const width of [320, 360]) {
  test(`on a telephone of ${width} px the years stand in one line, stay, and hide no event that was asked for`, async () => {
    const { page, close } = await open(browser, server, { viewport: { width, height: 740 } });
    await page.goto(server.url("/timeline/#event-art122-freeze-2025"));
    const years = await page.locator(".years").boundingBox();
    assert.ok(years.y === 0 && years.height < 80, JSON.stringify(years));
    const boxes = await Promise.all((await page.locator(".years a").all()).map((year) => year.boundingBox()));
    assert.equal(new Set(boxes.map(({ y }) => y)).size, 1, "the years take more than one line");
    assert.ok(boxes.every(({ x, width: wide }) => x >= 0 && x + wide <= width), "a year is out of sight");
    const event = await page.locator("#event-art122-freeze-2025").boundingBox();
    assert.ok(event.y >= years.height, `the event is at ${event.y} px, under the years of ${years.height} px`);
    await close();
  });
}

test("no rule stands above the first event that a choice leaves of a year", async () => {
  const { page, close } = await open(browser, server);
  await page.goto(server.url("/timeline/?tag=belgium"));
  const ruled = await page.locator("section.group:visible").evaluateAll((years) =>
    years
      .map((year) => [...year.querySelectorAll("ol.timeline > li")].filter((item) => !item.hidden))
      .map((items) => items.map((item) => getComputedStyle(item).borderTopWidth !== "0px"))
      .filter(([first, ...rest]) => first || rest.includes(false)),
  );
  assert.deepEqual(ruled, []);
  await close();
});

test("a link to one event shows it, whatever was chosen", async () => {
  const { page, close } = await open(browser, server);
  await page.goto(server.url("/timeline/?tag=imf#event-art122-freeze-2025"));
  assert.ok(await page.locator("#event-art122-freeze-2025").isVisible());
  await close();
});

test("an address whose end makes no sense breaks nothing", async () => {
  const { page, findings, close } = await open(browser, server);
  await page.goto(server.url("/timeline/?tag=imf#%"));
  assert.ok(await page.locator("ol.timeline > li:visible").first().isVisible());
  assert.ok(await page.locator('#subjects input[value="imf"]').isChecked());
  await close();
  expectNone(findings);
});

test("without scripts the subjects are links to pages", async () => {
  const { page, close } = await open(browser, server, { javaScriptEnabled: false });
  await page.goto(server.url("/timeline/"));
  await page.locator('#subjects a[data-tag="belgium"]').click();
  assert.equal(new URL(page.url()).pathname, `${base}timeline/belgium/`);
  await close();
});

test("the copied frame shows the timeline, and its links leave the frame", async () => {
  const { page, findings, close } = await open(browser, server, { javaScriptEnabled: false });
  await page.goto(server.url("/timeline/belgium/"));
  const snippet = await page.locator("#reuse pre").textContent();
  const [, address] = /^<iframe src="https:\/\/[^/]+([^"]+)" title="[^"]+"/.exec(snippet);
  assert.equal(address, `${base}embed/timeline/belgium/`);
  await page.goto(server.origin + address);
  assert.equal(await page.locator("script").count(), 0);
  const targets = await page.locator("a").evaluateAll((links) => links.filter((a) => a.target && a.target !== "_top"));
  assert.equal(targets.length, 0);
  assert.equal(await page.locator("base").getAttribute("target"), "_top");
  await close();
  expectNone(findings);
});
