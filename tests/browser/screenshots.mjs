// Pictures of one page of each kind, for people to look at; no test.
//
//   node screenshots.mjs OUT_DIR [KIND…]     all kinds, or those named; each in every width, light and dark
//   node screenshots.mjs OUT_DIR --readme    the pictures of the README
//   node screenshots.mjs OUT_DIR --drawn     every chart and flow, all states open, and the pages printed that have them

import { mkdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";

import { open, start } from "./browser.mjs";
import { serve } from "./server.mjs";
import { articles, base, folder, pages, pagesByKind } from "./site.mjs";

const WIDTHS = { 360: 740, 768: 1024, 1280: 800, 1920: 1080 };
const SCHEMES = ["light", "dark"];
// Beyond this Chromium's own limit for one picture comes near; a timeline can be longer.
const TALLEST = 8_000;

async function main([out, ...wanted]) {
  if (!out) {
    console.error("usage: node screenshots.mjs OUT_DIR [KIND…|--readme|--drawn]");
    return 2;
  }
  mkdirSync(out, { recursive: true });
  const server = await serve(folder, base);
  const browser = await start();
  try {
    if (wanted.includes("--readme")) {
      await shootForReadme(browser, server, out);
      return 0;
    }
    if (wanted.includes("--drawn")) {
      await shootDrawn(browser, server, out);
      return 0;
    }
    for (const colorScheme of SCHEMES) {
      for (const [width, height] of Object.entries(WIDTHS)) {
        const viewport = { width: Number(width), height };
        const { page, close } = await open(browser, server, { colorScheme, viewport });
        for (const [kind, { address }] of pagesByKind()) {
          if (wanted.length > 0 && !wanted.includes(kind)) continue;
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

/** The home page, an article with a card open, and the timeline by night, as they look above the fold. */
async function shootForReadme(browser, server, out) {
  for (const [name, address, colorScheme, height] of [
    ["home", "/", "light", 1100],
    ["site", "/articles/what-is-the-reparations-loan/", "light", 840],
    ["timeline", "/timeline/#event-commission-proposals-2025", "dark", 840],
  ]) {
    const { page, close } = await open(browser, server, { colorScheme, viewport: { width: 1360, height } });
    await page.goto(server.url(address), { waitUntil: "networkidle" });
    if (name === "site") await openCard(page, false);
    await page.screenshot({ path: path.join(out, `${name}.png`) });
    await close();
  }
}

/** Charts and flows one by one, and their pages on paper. */
async function shootDrawn(browser, server, out) {
  const drawn = pages().filter(({ address, html }) => address !== "/print/" && /<figure class="(chart|flow)/.test(html));
  for (const colorScheme of SCHEMES) {
    for (const [width, height] of Object.entries(WIDTHS)) {
      const { page, close } = await open(browser, server, { colorScheme, viewport: { width: Number(width), height } });
      for (const { address } of drawn) {
        await page.goto(server.url(address), { waitUntil: "networkidle" });
        await page.evaluate(() => document.querySelectorAll("figure details").forEach((node) => (node.open = true)));
        const name = address.split("/").filter(Boolean).join("-") || "home";
        for (const [index, figure] of (await page.locator("figure.chart, figure.flow").all()).entries()) {
          await figure.screenshot({ path: path.join(out, `${name}-${index + 1}-${width}-${colorScheme}.png`) });
        }
        const isLast = colorScheme === SCHEMES.at(-1) && width === Object.keys(WIDTHS).at(-1);
        if (isLast) await page.pdf({ path: path.join(out, `${name}.pdf`), format: "A4" });
      }
      await close();
    }
  }
}

async function shoot(page, file) {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  const { width } = page.viewportSize();
  const clip = { x: 0, y: 0, width, height: Math.min(height, TALLEST) };
  await page.screenshot({ path: file, fullPage: true, clip });
}

async function openCard(page, scrolls = true) {
  const link = page.locator("main .text a.term[data-card]").first();
  if (scrolls) await link.evaluate((node) => node.scrollIntoView({ block: "center", behavior: "instant" }));
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
