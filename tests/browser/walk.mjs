// Walks a built site as a reader's browser, a feed reader and a search engine would, with parsers of its own, and
// tells every address that leaves the base or leads to nothing. Independent of the scanner in the build: it shares
// no code with it and reads only the files that were written.
//
//   node walk.mjs FOLDER BASE_URL

import { readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";

import * as css from "css-tree";
import * as parse5 from "parse5";
import { SaxesParser } from "saxes";

import { addressOf, filesBelow } from "./site.mjs";

const HARMLESS_SCHEMES = new Set(["mailto:", "tel:", "data:"]);
const URL_ATTRIBUTES = new Set([
  "action", "background", "cite", "data", "formaction", "href", "longdesc", "manifest", "poster", "src", "xlink:href",
]);
const LISTS_OF_URLS = new Set(["imagesrcset", "srcset"]);
// Attributes of other elements that happen to bear one of the names above.
const NOT_URLS = new Set(["a data", "div data", "param data"]);

/** Walks the site in `folder`, built for `baseUrl`. Returns `{ findings, counts }`. */
export function walk(folder, baseUrl) {
  const site = readSite(folder, baseUrl);
  for (const page of site.pages.values()) checkPage(site, page);
  for (const [file, text] of site.texts) checkText(site, file, text);
  checkSitemap(site);
  checkReach(site);
  return { findings: site.findings, counts: site.counts };
}

function readSite(folder, baseUrl) {
  const base = new URL(baseUrl);
  if (!base.pathname.endsWith("/")) throw new Error(`the base URL ${baseUrl} does not end with a slash`);
  const files = new Set(filesBelow(folder));
  const read = (file) => readFileSync(path.join(folder, file), "utf8");
  const pages = new Map();
  const texts = new Map();
  for (const file of files) {
    if (file.endsWith(".html")) pages.set(file, readPage(file, read(file), base));
    else if (/\.(css|svg|xml|txt|json|webmanifest|csv|ics|js)$/.test(file)) texts.set(file, read(file));
  }
  return {
    base,
    files,
    pages,
    texts,
    anchors: new Map(), // of drawings
    listed: new Set(), // by the sitemap
    findings: [],
    counts: { pages: pages.size, links: 0, anchors: 0, external: 0 },
  };
}

function readPage(file, html, base) {
  const elements = [];
  collect(parse5.parse(html, { sourceCodeLocationInfo: true }), elements);
  const robots = elements.find((e) => e.tagName === "meta" && attribute(e, "name") === "robots");
  return {
    file,
    html,
    url: new URL(addressOf(file).slice(1), base),
    elements,
    ids: new Set(elements.map((e) => attribute(e, "id")).filter((id) => id !== undefined)),
    isIndexable: !/noindex/.test((robots && attribute(robots, "content")) ?? ""),
    leadsTo: new Set(),
  };
}

function collect(node, into) {
  if (node.tagName) into.push(node);
  for (const child of node.childNodes ?? []) collect(child, into);
  if (node.content) collect(node.content, into);
}

function attribute(element, name) {
  return element.attrs.find((a) => nameOf(a) === name)?.value;
}

function nameOf(attr) {
  return attr.prefix ? `${attr.prefix}:${attr.name}` : attr.name;
}

// One page: all its attributes, its metadata, its structured data.
function checkPage(site, page) {
  for (const element of page.elements) {
    const line = element.sourceCodeLocation?.startLine ?? 0;
    const place = { file: page.file, line, url: page.url, isAnyDepth: page.file === "404.html" };
    for (const { value, name } of addressesOf(element)) {
      const target = follow(site, place, value);
      if (target && element.tagName === "a" && name === "href") page.leadsTo.add(target);
    }
    if (element.tagName === "script" && attribute(element, "type") === "application/ld+json") {
      checkJson(site, place, element.childNodes.map((child) => child.value).join(""));
    }
  }
  checkCanonical(site, page);
  checkLeaks(site, page.file, page.html);
}

function addressesOf(element) {
  const found = [];
  for (const attr of element.attrs) {
    const name = nameOf(attr);
    if (URL_ATTRIBUTES.has(name) && !NOT_URLS.has(`${element.tagName} ${name}`)) {
      found.push({ name, value: attr.value });
    } else if (LISTS_OF_URLS.has(name)) {
      for (const part of attr.value.split(",")) found.push({ name, value: part.trim().split(/\s+/)[0] });
    }
  }
  if (element.tagName === "meta") {
    const content = attribute(element, "content") ?? "";
    const property = attribute(element, "property") ?? attribute(element, "name") ?? "";
    if (/^(og|twitter):/.test(property) && /^https?:/.test(content)) found.push({ name: property, value: content });
    if (/^og:(url|image)$/.test(property) && !/^https?:/.test(content)) {
      found.push({ name: property, value: `${property} must be absolute: ${content}`, isBad: true });
    }
    const refresh = /^\s*\d+\s*;\s*url=(.*)$/i.exec(content);
    if (attribute(element, "http-equiv")?.toLowerCase() === "refresh" && refresh) {
      found.push({ name: "refresh", value: refresh[1].trim() });
    }
  }
  return found;
}

function checkCanonical(site, page) {
  const links = page.elements.filter((e) => e.tagName === "link" && attribute(e, "rel") === "canonical");
  if (!page.isIndexable) return;
  if (links.length !== 1) tell(site, page.file, 0, `has ${links.length} canonical links`);
  else if (attribute(links[0], "href") !== page.url.href) {
    tell(site, page.file, 0, `says that it is ${attribute(links[0], "href")}, and is ${page.url.href}`);
  }
}

/** Follows one address. Tells what is wrong with it; returns the file that it leads to, if that is one of ours. */
function follow(site, place, value) {
  const { base } = site;
  if (value === undefined || /\s/.test(value)) return tell(site, place.file, place.line, `no address: \`${value}\``);
  let target;
  try {
    target = new URL(value, place.url);
  } catch {
    return tell(site, place.file, place.line, `no address: \`${value}\``);
  }
  if (HARMLESS_SCHEMES.has(target.protocol)) return undefined;
  if (target.protocol !== "http:" && target.protocol !== "https:") {
    return tell(site, place.file, place.line, `unknown scheme: \`${value}\``);
  }
  if (target.host !== base.host) {
    site.counts.external += 1;
    return undefined;
  }
  site.counts.links += 1;
  if (target.protocol !== base.protocol) return tell(site, place.file, place.line, `other scheme: \`${value}\``);
  const isFixed = /^(#|\/|https?:)/.test(value);
  if (place.isAnyDepth && !isFixed) {
    return tell(site, place.file, place.line, `\`${value}\` depends on the address at which this page is shown`);
  }
  if (place.isForeign && !/^https?:/.test(value)) {
    return tell(site, place.file, place.line, `\`${value}\` is relative, in a text that is read elsewhere`);
  }
  if (!target.pathname.startsWith(base.pathname)) {
    return tell(site, place.file, place.line, `\`${value}\` leaves ${base.pathname}`);
  }
  return followInside(site, place, value, target);
}

function followInside(site, place, value, target) {
  const rest = decodeURIComponent(target.pathname.slice(site.base.pathname.length));
  const file = rest === "" || rest.endsWith("/") ? `${rest}index.html` : rest;
  if (!site.files.has(file)) {
    const slash = site.files.has(`${file}/index.html`) ? ", but it would with a slash at its end" : "";
    return tell(site, place.file, place.line, `\`${value}\` leads to nothing${slash}`);
  }
  const anchor = decodeURIComponent(target.hash.slice(1));
  if (anchor !== "") {
    site.counts.anchors += 1;
    const ids = site.pages.get(file)?.ids ?? (file.endsWith(".svg") ? anchorsOfDrawing(site, file) : undefined);
    if (ids && !ids.has(anchor)) tell(site, place.file, place.line, `\`${value}\`: no such anchor in ${file}`);
  }
  return file;
}

// Files that are not pages, by their kind.
function checkText(site, file, text) {
  const place = { file, line: 0, url: new URL(file, site.base) };
  checkLeaks(site, file, text);
  if (file.endsWith(".css")) checkStyle(site, place, text);
  else if (file.endsWith(".svg")) checkDrawing(site, place, text);
  else if (file.endsWith(".xml")) checkXml(site, place, text);
  else if (/\.(json|webmanifest)$/.test(file)) checkJson(site, place, text);
  else if (file === "robots.txt") {
    for (const [, address] of text.matchAll(/^Sitemap:\s*(\S+)/gim)) follow(site, { ...place, isForeign: true }, address);
  }
}

function checkStyle(site, place, text) {
  const tree = css.parse(text, {
    positions: true,
    onParseError: (error) => tell(site, place.file, error.line, `style: ${error.message}`),
  });
  css.walk(tree, function (node) {
    const line = node.loc?.start.line ?? 0;
    if (node.type === "Url") follow(site, { ...place, line }, node.value);
    else if (node.type === "String" && this.atrule?.name === "import" && this.atrulePrelude) {
      follow(site, { ...place, line }, node.value);
    }
  });
}

function readXml(site, place, text, onElement) {
  const parser = new SaxesParser({ xmlns: false });
  const path = [];
  parser.on("error", (error) => tell(site, place.file, parser.line, `not well-formed: ${error.message}`));
  parser.on("opentag", (tag) => {
    path.push({ name: tag.name, attributes: tag.attributes, text: "", line: parser.line });
  });
  const add = (piece) => {
    if (path.length > 0) path.at(-1).text += piece;
  };
  parser.on("text", add);
  parser.on("cdata", add);
  parser.on("closetag", () => {
    const element = path.pop();
    onElement(element, path.map((e) => e.name));
  });
  parser.write(text).close();
}

function checkDrawing(site, place, text) {
  readXml(site, place, text, (element) => {
    const there = { ...place, line: element.line };
    for (const [name, value] of Object.entries(element.attributes)) {
      if (name === "href" || name === "xlink:href") follow(site, there, value);
      for (const [, address] of value.matchAll(/url\(["']?([^)"']+)["']?\)/g)) follow(site, there, address);
    }
  });
}

function anchorsOfDrawing(site, file) {
  if (!site.anchors.has(file)) {
    const ids = new Set();
    readXml(site, { file }, site.texts.get(file), (element) => ids.add(element.attributes.id));
    site.anchors.set(file, ids);
  }
  return site.anchors.get(file);
}

// Feeds and the sitemap: what they name is read far from here, so it must be absolute.
function checkXml(site, place, text) {
  const isSitemap = /<urlset[\s>]/.test(text);
  let entries = 0;
  readXml(site, place, text, (element, above) => {
    const there = { ...place, line: element.line, isForeign: true };
    if (element.name === "link" && element.attributes.href) follow(site, there, element.attributes.href);
    if (["icon", "logo", "id", "uri"].includes(element.name) && /^https?:/.test(element.text)) {
      follow(site, there, element.text.trim());
    }
    if (["content", "summary"].includes(element.name) && element.attributes.type === "html") {
      const inner = [];
      collect(parse5.parseFragment(element.text), inner);
      for (const { value } of inner.flatMap(addressesOf)) follow(site, there, value);
    }
    if (element.name === "entry") entries += 1;
    if (element.name === "loc") {
      entries += 1;
      const file = follow(site, there, element.text.trim());
      if (file && site.listed.has(file)) tell(site, place.file, element.line, `names ${element.text.trim()} twice`);
      if (file && isSitemap && above.includes("url")) site.listed.add(file);
    }
  });
  if (entries === 0) tell(site, place.file, 0, "has no entry");
}

function checkJson(site, place, text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    tell(site, place.file, place.line, `JSON: ${error.message}`);
    return;
  }
  const visit = (part) => {
    if (typeof part === "string") {
      if (part.startsWith(site.base.origin)) follow(site, { ...place, isForeign: true }, part);
    } else if (part && typeof part === "object") Object.values(part).forEach(visit);
  };
  visit(value);
}

// An absolute address of this site anywhere in a text, outside the base path.
function checkLeaks(site, file, text) {
  const { origin, pathname } = site.base;
  for (let at = text.indexOf(origin); at !== -1; at = text.indexOf(origin, at + 1)) {
    if (text.startsWith(pathname, at + origin.length)) continue;
    const line = text.slice(0, at).split("\n").length;
    tell(site, file, line, `\`${text.slice(at, at + origin.length + 20)}…\` is outside ${pathname}`);
  }
}

function checkSitemap(site) {
  if (!site.files.has("sitemap.xml")) {
    tell(site, "sitemap.xml", 0, "is missing");
    return;
  }
  for (const page of site.pages.values()) {
    const isListed = site.listed.has(page.file);
    if (page.isIndexable && !isListed) tell(site, page.file, 0, "is not in the sitemap");
    if (!page.isIndexable && isListed) tell(site, page.file, 0, "is `noindex`, and in the sitemap");
  }
}

// Each page that search engines may show can be reached from the home page by links.
function checkReach(site) {
  const reached = new Set(["index.html"]);
  for (const file of reached) {
    for (const next of site.pages.get(file)?.leadsTo ?? []) reached.add(next);
  }
  for (const page of site.pages.values()) {
    if (page.isIndexable && !reached.has(page.file)) tell(site, page.file, 0, "no link leads here from the home page");
  }
}

function tell(site, file, line, message) {
  site.findings.push(`${file}${line > 0 ? `:${line}` : ""}: ${message}`);
}

function main([folder, baseUrl]) {
  if (!folder || !baseUrl) {
    console.error("usage: node walk.mjs FOLDER BASE_URL");
    return 2;
  }
  const { findings, counts } = walk(folder, baseUrl);
  for (const finding of findings) console.log(finding);
  console.log(
    `${counts.pages} pages, ${counts.links} links inside the site, ${counts.anchors} of them to an anchor, ` +
      `${counts.external} to other hosts: ${findings.length} findings`,
  );
  if (counts.pages === 0) return 1;
  return findings.length === 0 ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) process.exitCode = main(process.argv.slice(2));
