// The walker itself: a small site in which all is well, and the same site with one thing broken at a time.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";

import { walk } from "./walk.mjs";

const BASE = "https://example.org/repo/";

const SITE = {
  "index.html": page("", '<a href="/repo/a/#there">a</a> <a href="https://example.net/">out</a>'),
  "a/index.html": page("a/", '<h2 id="there">There</h2> <a href="../">home</a> <img src="../p.svg" alt="">'),
  "404.html": page(undefined, '<a href="/repo/">home</a>'),
  "site.css": '@font-face { src: url("f.woff2") }',
  "f.woff2": "font",
  "p.svg": '<svg xmlns="http://www.w3.org/2000/svg"><g id="g"/><use href="#g"/></svg>',
  "feed.xml": `<feed><id>${BASE}</id><entry><link href="${BASE}a/"/><summary type="html">&lt;a href="${BASE}"&gt;</summary></entry></feed>`,
  "sitemap.xml": `<urlset><url><loc>${BASE}</loc></url><url><loc>${BASE}a/</loc></url></urlset>`,
  "robots.txt": `Sitemap: ${BASE}sitemap.xml\n`,
};

function page(address, body, head = "") {
  const found =
    address === undefined ? '<meta name="robots" content="noindex">' : `<link rel="canonical" href="${BASE}${address}">`;
  return `<!DOCTYPE html><html lang="en"><head><title>t</title>${found}<link rel="stylesheet" href="/repo/site.css">${head}</head><body>${body}</body></html>`;
}

function findingsOf(changes) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "walk-"));
  try {
    for (const [file, text] of Object.entries({ ...SITE, ...changes })) {
      if (text === null) continue;
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    return walk(folder, BASE).findings;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("nothing is found where all is well", () => assert.deepEqual(findingsOf({}), []));

const home = (body, head) => ({ "index.html": page("", `<a href="a/">a</a> ${body}`, head) });
const BROKEN = {
  "a page that is not there": [home('<a href="/repo/b/">b</a>'), "`/repo/b/` leads to nothing"],
  "an anchor that is not there": [home('<a href="/repo/a/#gone">a</a>'), "no such anchor in a/index.html"],
  "an anchor that is not on the page itself": [home('<a href="#gone">a</a>'), "no such anchor in index.html"],
  "a link that leaves the base by its path": [home('<a href="/a/">a</a>'), "`/a/` leaves /repo/"],
  "a link that climbs out of the base": [home('<a href="../a/">a</a>'), "`../a/` leaves /repo/"],
  "a page without its slash": [home('<a href="/repo/a">a</a>'), "but it would with a slash at its end"],
  "a picture that is not there": [home('<img src="x.png" alt="">'), "`x.png` leads to nothing"],
  "one of several pictures that is not there": [home('<img src="p.svg" srcset="p.svg 1x, q.svg 2x" alt="">'), "`q.svg` leads to nothing"],
  "a script that is not there": [home("", '<script src="/repo/x.js"></script>'), "`/repo/x.js` leads to nothing"],
  "a scheme that runs code": [home('<a href="javascript:x()">x</a>'), "unknown scheme"],
  "a sharing picture outside the base": [home("", '<meta property="og:image" content="https://example.org/p.png">'), "leaves /repo/"],
  "a sharing picture without a host": [home("", '<meta property="og:image" content="/repo/p.svg">'), "og:image must be absolute"],
  "structured data outside the base": [home("", '<script type="application/ld+json">{"url":"https://example.org/x/"}</script>'), "leaves /repo/"],
  "structured data that does not parse": [home("", '<script type="application/ld+json">{</script>'), "JSON:"],
  "a refresh to nowhere": [home("", '<meta http-equiv="refresh" content="0; url=/repo/b/">'), "`/repo/b/` leads to nothing"],
  "a canonical link to another page": [{ "a/index.html": page("", '<h2 id="there">T</h2>') }, "says that it is"],
  "a relative link on the page for lost readers": [{ "404.html": page(undefined, '<a href="a/">a</a>') }, "depends on the address"],
  "a font that is not there": [{ "f.woff2": null }, "site.css:1: `f.woff2` leads to nothing"],
  "a style sheet that imports from elsewhere in the host": [{ "site.css": '@import "/x.css";' }, "`/x.css` leaves /repo/"],
  "a drawing that uses what is not there": [{ "p.svg": '<svg xmlns="http://www.w3.org/2000/svg"><use href="#x"/></svg>' }, "no such anchor in p.svg"],
  "a feed that is not well-formed": [{ "feed.xml": "<feed><entry></feed>" }, "not well-formed"],
  "a feed entry that leaves the base": [{ "feed.xml": '<feed><entry><link href="https://example.org/a/"/></entry></feed>' }, "leaves /repo/"],
  "a relative link inside a feed's text": [{ "feed.xml": '<feed><entry><summary type="html">&lt;a href="/repo/a/"&gt;</summary></entry></feed>' }, "read elsewhere"],
  "an empty feed": [{ "feed.xml": "<feed></feed>" }, "has no entry"],
  "a page that the sitemap lacks": [{ "sitemap.xml": `<urlset><url><loc>${BASE}</loc></url></urlset>` }, "a/index.html: is not in the sitemap"],
  "a sitemap entry that is not there": [{ "sitemap.xml": SITE["sitemap.xml"].replace("</urlset>", `<url><loc>${BASE}b/</loc></url></urlset>`) }, "leads to nothing"],
  "a sitemap that is not there": [{ "sitemap.xml": null, "robots.txt": "" }, "sitemap.xml: is missing"],
  "a page that no link leads to": [{ "index.html": page("", "") }, "no link leads here"],
  "an address in plain text outside the base": [{ "robots.txt": "# https://example.org/x\n" }, "is outside /repo/"],
};

for (const [name, [changes, expected]] of Object.entries(BROKEN)) {
  test(`found: ${name}`, () => {
    const findings = findingsOf(changes);
    assert.ok(findings.some((finding) => finding.includes(expected)), `not among: ${findings.join("\n")}`);
  });
}
