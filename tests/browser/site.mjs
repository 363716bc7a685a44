// The built site as the tests see it: its files, its pages, one page of each kind. Knows the layout of
// addresses, not how the pages are made. Builds nothing.

import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

/** The folder with the built site and the base path that it was built for. */
export const folder = path.resolve(process.env.CASEBOOK_SITE ?? "../../target/test/repo");
export const base = process.env.CASEBOOK_BASE ?? "/repo/";

/** Returns the paths of all files below `root`, `/`-separated and in one order everywhere. */
export function filesBelow(root) {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
    .sort();
}

/** Returns the address, below the base path, of the page in `file`. */
export function addressOf(file) {
  return `/${file.replace(/(^|\/)index\.html$/, "$1")}`;
}

/** Returns all pages: `{ file, address, html, isRedirect }`. */
export function pages(root = folder) {
  return filesBelow(root)
    .filter((file) => file.endsWith(".html"))
    .map((file) => {
      const html = readFileSync(path.join(root, file), "utf8");
      return { file, address: addressOf(file), html, isRedirect: /http-equiv="?refresh/i.test(html) };
    });
}

/** Returns the longest page of each kind by the kind's name; redirects are left out, since no one stays there. */
export function pagesByKind(root = folder) {
  const longest = new Map();
  for (const page of pages(root)) {
    if (page.isRedirect) continue;
    const kind = kindOf(page.address);
    const known = longest.get(kind);
    if (!known || page.html.length > known.html.length) longest.set(kind, page);
  }
  return longest;
}

function kindOf(address) {
  if (address === "/") return "home";
  if (address === "/404.html") return "404";
  const [section, ...rest] = address.split("/").filter(Boolean);
  const entries = { articles: "article", glossary: "term", timeline: "tag" };
  return rest.length > 0 ? (entries[section] ?? section) : section;
}

/** Returns all articles, longest first. */
export function articles(root = folder) {
  return pages(root)
    .filter((page) => !page.isRedirect && kindOf(page.address) === "article")
    .sort((a, b) => b.html.length - a.html.length);
}
