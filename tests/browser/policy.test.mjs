// The policy that each page carries itself: as strict as the header of the other tests, and enough where no header is
// sent, as on GitHub Pages.

import { test } from "node:test";
import assert from "node:assert/strict";

import { open } from "./browser.mjs";
import { expectNone } from "./findings.mjs";
import { articles, pages, pagesByKind } from "./site.mjs";
import { browser, server } from "./stage.mjs";

const META = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/;

test("every page carries the policy before anything that it loads, without unsafe-inline", () => {
  const told = [];
  for (const { address, html } of pages()) {
    const [whole, policy] = META.exec(html) ?? [];
    if (!policy) told.push(`${address}: no policy`);
    else if (/unsafe|\*|data:/.test(policy)) told.push(`${address}: ${policy}`);
    else if (html.search(/<(link|script|style|base)\b/) < html.indexOf(whole)) told.push(`${address}: comes too late`);
  }
  expectNone(told);
});

/** Opens a page to which no header is sent; the HTML of pages is changed on the way. */
async function openBare(change) {
  const tab = await open(browser, server);
  await tab.page.route("**/*", async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers() };
    delete headers["content-security-policy"];
    delete headers["content-length"];
    delete headers["content-encoding"];
    const isPage = route.request().isNavigationRequest();
    const body = isPage ? change(await response.text()) : await response.body();
    await route.fulfill({ status: response.status(), headers, body });
  });
  const close = async () => {
    // What is still on its way comes to no page.
    await tab.page.unrouteAll({ behavior: "ignoreErrors" });
    await tab.close();
  };
  return { ...tab, close };
}

/** Opens each kind of page in that way. */
async function visit(change, look) {
  const { page, findings, close } = await openBare(change);
  for (const kind of pagesByKind().values()) {
    await page.goto(server.url(kind.address), { waitUntil: "load" });
    await look(page, kind.address, findings.splice(0));
  }
  await close();
}

test("pages work under their own policy alone", async () => {
  const told = [];
  await visit(
    (html) => html,
    async (page, address, findings) => {
      for (const finding of findings) told.push(`${address}: ${finding}`);
      const isStyled = await page.evaluate(() => getComputedStyle(document.body).fontFamily !== "");
      if (!isStyled) told.push(`${address}: no style`);
    },
  );
  expectNone(told);
});

test("search, filters and cards do their work under it", async () => {
  const { page, findings, close } = await openBare((html) => html);
  await page.goto(server.url("/search/"));
  await page.locator("#search-words").fill("Euroclear");
  await page.locator("#search-list a").first().waitFor();
  await page.goto(server.url("/timeline/"));
  const events = page.locator("ol.timeline > li:visible");
  const all = await events.count();
  await page.locator("#subjects input").first().check();
  const chosen = await events.count();
  await page.goto(server.url(articles()[0].address));
  const term = page.locator("a.term").first();
  await term.hover();
  await page.locator(`#${await term.getAttribute("data-card")}`).waitFor();
  await close();
  assert.ok(chosen > 0 && chosen < all, `${chosen} of ${all} events`);
  expectNone(findings);
});

test("what got into a page by mistake does not run, is not fetched and does not style", async () => {
  const smuggled = `<script>window.ran = "script"</script>
    <img src="x" onerror="window.ran = 'handler'"><a id="run" href="javascript:window.ran='address'">x</a>
    <style>body { outline: 7px solid red }</style><p id="styled" style="outline: 7px solid red">x</p>
    <script src="data:text/javascript,window.ran='data'"></script><iframe srcdoc="<script>parent.ran='frame'</script>"></iframe>
    <base href="https://elsewhere.example/"><object data="data:text/html,x"></object></main>`;
  let count = 0;
  await visit(
    (html) => html.replace("</main>", smuggled),
    async (page, address, findings) => {
      count += 1;
      await page.evaluate(() => document.querySelector("#run")?.click());
      const found = await page.evaluate(() => ({
        ran: window.ran,
        body: getComputedStyle(document.body).outlineWidth,
        styled: getComputedStyle(document.querySelector("#styled")).outlineWidth,
        base: document.baseURI,
      }));
      assert.equal(found.ran, undefined, address);
      assert.notEqual(found.body, "7px", address);
      assert.notEqual(found.styled, "7px", address);
      assert.ok(found.base.startsWith(server.origin), address);
      const breaches = findings.filter((finding) => finding.startsWith("breaks the policy"));
      assert.ok(breaches.length >= 5, `${address}: ${findings.join("\n")}`);
    },
  );
  assert.ok(count > 5);
});
