// An article on paper: what stands behind its links is printed with it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

import { open } from "./browser.mjs";
import { expectNone } from "./findings.mjs";
import { articles } from "./site.mjs";
import { browser, server } from "./stage.mjs";

test("every article printed has its definitions, its sources with their addresses, its drawings in words and numbers, and no arrows back", async () => {
  const told = [];
  const { page, close } = await open(browser, server);
  for (const { address } of articles()) {
    await page.goto(server.url(address));
    const { definitions, sources } = await page.evaluate(behindLinks);
    const drawn = await page.evaluate(behindDrawings);
    assert.ok(definitions.length > 0 && sources.length > 0, `${address}: no definitions or no sources to print`);
    const printed = textOf(await page.pdf({ format: "A4" }));
    const letters = lettersOf(printed);
    for (const text of [...definitions, ...sources, ...drawn]) {
      if (!letters.includes(lettersOf(text))) told.push(`${address}: not on paper: ${text}`);
    }
    if (printed.includes("↑")) told.push(`${address}: arrows back are printed`);
  }
  await close();
  expectNone(told);
});

// Runs in the page.
function behindLinks() {
  const definitions = [...document.querySelectorAll("section#terms > dl > div")].flatMap((entry) => {
    const said = entry.querySelector("dd").cloneNode(true);
    for (const part of said.querySelectorAll(".card, .more, .back")) part.remove();
    return [entry.querySelector("dt > dfn").textContent, said.textContent.trim()];
  });
  const links = document.querySelectorAll("section#sources > ol > li cite a[href^='http']");
  return { definitions, sources: [...links].map((link) => link.getAttribute("href")) };
}

// Runs in the page. What is behind closed details on a screen.
function behindDrawings() {
  const said = document.querySelectorAll("figure.chart :is(caption, th, td), figure.flow :is(li, .outcome, .variant > summary)");
  return [...said].map((node) => {
    const shown = node.cloneNode(true);
    for (const part of shown.querySelectorAll(".visually-hidden, [aria-hidden], .cites")) part.remove();
    return shown.textContent;
  });
}

/** Returns the text in the order in which it was drawn; by place, columns would run into each other. */
function textOf(pdf) {
  return execFileSync("pdftotext", ["-raw", "-enc", "UTF-8", "-", "-"], {
    input: pdf,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    timeout: 60_000,
  });
}

/** Letters and digits alone: lines, columns and hyphens at the ends of lines are the printer's. */
function lettersOf(text) {
  return text.normalize("NFKC").replace(/[^\p{L}\p{N}]/gu, "");
}
