// Pictures of one page of each kind, for people to look at; no test.
//
//   node screenshots.mjs OUT_DIR

import { mkdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";

import { open, start } from "./browser.mjs";
import { serve } from "./server.mjs";
import { articles, base, folder, pagesByKind } from "./site.mjs";

const WIDTHS = { 360: 740, 768: 1024, 1280: 800, 1920: 1080 };
const SCHEMES = ["light", "dark"];
// Beyond this Chromium's own limit for one picture comes near; a timeline can be longer.
const TALLEST = 8_000;

async function main([out]) {
  if (!out) {
    console.error("usage: node screenshots.mjs OUT_DIR");
    return 2;
  }
  mkdirSync(out, { recursive: true });
  const server = await serve(folder, base);
  const browser = await start();
  try {
    for (const colorScheme of SCHEMES) {
      for (const [width, height] of Object.entries(WIDTHS)) {
        const viewport = { width: Number(width), height };
        const { page, close } = await open(browser, server, { colorScheme, viewport });
        for (const [kind, { address }] of pagesByKind()) {
          await page.goto(server.url(address), { waitUntil: "networkidle" });
          await shoot(page, path.join(out, `${kind}-${width}-${colorScheme}.png`));
        }
        await page.goto(server.url(articles()[0].address), { waitUntil: "networkidle" });
        await openCard(page);
        await page.screenshot({ path: path.join(out, `card-${width}-${colorScheme}.png`) });
        await close();
      }
    }
    await print(browser, server, path.join(out, "article.pdf"));
  } finally {
    await browser.close();
    await server.stop();
  }
  console.log(`pictures in ${out}`);
  return 0;
}

async function shoot(page, file) {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  const { width } = page.viewportSize();
  const clip = { x: 0, y: 0, width, height: Math.min(height, TALLEST) };
  await page.screenshot({ path: file, fullPage: true, clip });
}

async function openCard(page) {
  const link = page.locator("main a.term[data-card]").first();
  await link.evaluate((node) => node.scrollIntoView({ block: "center", behavior: "instant" }));
  await link.focus();
  await page.keyboard.press("Space");
  await page.locator(".card:popover-open").waitFor({ state: "visible" });
}

async function print(browser, server, file) {
  const { page, close } = await open(browser, server);
  await page.goto(server.url(articles()[0].address), { waitUntil: "networkidle" });
  await page.pdf({ path: file, format: "A4" });
  await close();
}

process.exitCode = await main(process.argv.slice(2));
