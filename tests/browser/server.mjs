// A small static server for tests. It serves one folder under one base path, on 127.0.0.1 only, as a host of
// static pages does: gzip for text, 404.html for what is not there. It notes what was asked of it, and it
// stops by itself after a time and after a number of requests.

import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

import { filesBelow } from "./site.mjs";

const MOST_REQUESTS = 50_000;
const LONGEST_LIFE_MS = 20 * 60 * 1000;

/** The strictest policy under which the pages must work. */
export const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".xml": "application/xml; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".ics": "text/calendar; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".avif": "image/avif",
  ".pdf": "application/pdf",
  ".woff2": "font/woff2",
};
const PACKED = new Set([".html", ".css", ".js", ".json", ".xml", ".txt", ".csv", ".ics", ".svg"]);

/**
 * Serves `folder` under `base` ("/repo/"). Returns `{ origin, url(address), taken, stop() }`; `taken` lists each
 * answer as `{ path, status, type, bytes }`, the bytes as sent.
 */
export async function serve(folder, base) {
  const names = new Set(filesBelow(folder));
  const taken = [];

  const server = createServer((request, response) => {
    if (taken.length >= MOST_REQUESTS) {
      response.destroy();
      return;
    }
    const asked = new URL(request.url, "http://127.0.0.1").pathname;
    const found = fileFor(decodeURIComponent(asked), base, names);
    const extension = path.extname(found.name);
    let body = found.name === "" ? Buffer.alloc(0) : readFileSync(path.join(folder, found.name));
    const headers = {
      "content-type": TYPES[extension] ?? "application/octet-stream",
      "content-security-policy": POLICY,
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
      ...(found.location && { location: found.location }),
    };
    if (PACKED.has(extension) && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "")) {
      body = gzipSync(body);
      headers["content-encoding"] = "gzip";
    }
    taken.push({ path: asked, status: found.status, type: headers["content-type"], bytes: body.length });
    response.writeHead(found.status, { ...headers, "content-length": body.length });
    response.end(request.method === "HEAD" ? undefined : body);
  });

  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const origin = `http://127.0.0.1:${server.address().port}`;
  const stop = () =>
    new Promise((resolve) => {
      clearTimeout(life);
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const life = setTimeout(stop, LONGEST_LIFE_MS);
  life.unref();
  return { origin, url: (address) => origin + base.slice(0, -1) + address, taken, stop };
}

function fileFor(asked, base, names) {
  if (asked.startsWith(base)) {
    const name = asked.slice(base.length);
    const page = name === "" || name.endsWith("/") ? `${name}index.html` : name;
    if (names.has(page)) return { name: page, status: 200 };
    if (names.has(`${name}/index.html`)) return { name: "", status: 301, location: `${asked}/` };
  }
  return { name: names.has("404.html") ? "404.html" : "", status: 404 };
}
