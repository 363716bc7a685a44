// Cards in Firefox, an engine that is not the one of the other tests. Driven over WebDriver BiDi. Left out, and said so,
// where this machine has no Firefox; `scripts/test` brings it on a Debian machine and then counts on it.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import process from "node:process";

import puppeteer from "puppeteer-core";

import { serve } from "./server.mjs";
import { articles, base, folder } from "./site.mjs";

const executablePath = [process.env.FIREFOX, "/usr/bin/firefox-esr", "/usr/bin/firefox"].find(
  (candidate) => candidate && existsSync(candidate),
);
// Longer than a card takes to close once it is left; that something does *not* happen has no event to wait for.
const LONGER_THAN_CLOSING_MS = 900;
// Nothing but the tests' own server is asked, neither for updates nor for anything else.
const PREFERENCES = {
  "app.normandy.enabled": false,
  "app.update.disabledForTesting": true,
  "browser.region.network.url": "",
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "extensions.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,",
  "toolkit.telemetry.enabled": false,
};

describe("in Firefox", { skip: executablePath ? false : "this machine has no Firefox" }, () => {
  let browser;
  let server;
  let page;

  before(async () => {
    server = await serve(folder, base);
    browser = await puppeteer.launch({
      browser: "firefox",
      executablePath,
      headless: true,
      extraPrefsFirefox: PREFERENCES,
      timeout: 120_000,
    });
    page = await browser.newPage();
    page.setDefaultTimeout(20_000);
    await page.setViewport({ width: 1280, height: 800 });
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  /** Runs `body` on the longest article, loaded anew, with its first link that has a card. */
  function onArticle(name, body) {
    test(name, async () => {
      await page.mouse.move(1, 1);
      await page.goto(server.url(articles()[0].address), { waitUntil: "load" });
      const link = await page.$("main .text a.term[data-card]");
      await link.evaluate((node) => node.scrollIntoView({ block: "center", behavior: "instant" }));
      await body(link);
    });
  }

  const openCards = () => page.evaluate(() => document.querySelectorAll(".card:popover-open").length);
  const opened = () => page.waitForSelector(".card:popover-open", { visible: true });
  const closed = () => page.waitForFunction(() => !document.querySelector(":popover-open"));
  const hasFocus = (link) => link.evaluate((node) => node === document.activeElement);
  const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

  onArticle("hover opens the card beside its link, and the pointer can travel into it", async (link) => {
    await link.hover();
    const card = await opened();
    const from = await link.boundingBox();
    const to = await card.boundingBox();
    assert.ok(to.x >= 0 && to.x + to.width <= 1280, "the card leaves the window");
    const isClear = to.y >= from.y + from.height || to.y + to.height <= from.y;
    assert.ok(isClear, "the card hides its link");
    await page.mouse.move(from.x + 8, to.y > from.y ? (from.y + from.height + to.y) / 2 : (to.y + to.height + from.y) / 2);
    await page.mouse.move(Math.max(from.x, to.x) + 8, to.y + to.height / 2, { steps: 6 });
    await pause(LONGER_THAN_CLOSING_MS);
    assert.equal(await openCards(), 1, "the card closed although the pointer rests on it");
    await page.mouse.move(1, 1);
    await closed();
  });

  onArticle("Space opens the card and goes in, Escape closes it and the focus returns", async (link) => {
    await link.focus();
    await page.keyboard.press(" ");
    const card = await opened();
    assert.ok(await card.evaluate((node) => node.contains(document.activeElement)), "the focus is not in the card");
    await page.keyboard.press("Escape");
    await closed();
    assert.ok(await hasFocus(link), "the focus did not return");
  });

  onArticle("Enter follows the link to the definition in the page", async (link) => {
    await link.focus();
    const target = await link.evaluate((node) => node.hash);
    await page.keyboard.press("Enter");
    await page.waitForFunction((hash) => location.hash === hash, {}, target);
  });

  onArticle("one card at a time, and a click outside closes it", async (link) => {
    await link.hover();
    await opened();
    const other = await page.$("main .text a.figure[data-card]");
    await other.focus();
    await page.keyboard.press(" ");
    await page.waitForFunction(() => document.querySelector("[id^=card-figure]:popover-open"));
    assert.equal(await openCards(), 1);
    await page.mouse.click(2, 400);
    await closed();
  });

  onArticle("at 400 % zoom nothing scrolls sideways and the card is inside the window", async (link) => {
    await page.setViewport({ width: 320, height: 256 });
    try {
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 320, `${width} px wide`);
      await link.focus();
      await page.keyboard.press(" ");
      const { x, y, width: w, height: h } = await (await opened()).boundingBox();
      assert.ok(x >= -1 && y >= -1 && x + w <= 321 && y + h <= 257, JSON.stringify({ x, y, w, h }));
    } finally {
      await page.setViewport({ width: 1280, height: 800 });
    }
  });
});
