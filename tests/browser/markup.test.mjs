// The files as written: html-validate on every page, and the contract of the page.

import { test } from "node:test";

import { HtmlValidate } from "html-validate";
import * as parse5 from "parse5";

import { expectNone } from "./findings.mjs";
import { articles, pages } from "./site.mjs";

// The recommended preset. What is switched off or loosened, and why:
const RULES = {
  // Anchors are those of GitHub, so that a link works there and here. A heading that begins with a digit gives an id
  // that begins with one, which HTML allows; the strict form of the rule is for the sake of selectors in CSS.
  "valid-id": ["error", { relaxed: true }],
};

test("html-validate finds nothing on any page", async () => {
  const told = [];
  const validator = new HtmlValidate({ root: true, extends: ["html-validate:recommended"], rules: RULES });
  for (const { file, html } of pages()) {
    const report = await validator.validateString(html);
    for (const { messages } of report.results) {
      for (const m of messages) told.push(`${file}:${m.line}:${m.column}: ${m.message} [${m.ruleId}]`);
    }
  }
  expectNone(told);
});

test("no page has a script, a style or a handler of its own, and each has one `h1`, a generator and single ids", () => {
  const told = [];
  for (const { file, html } of pages()) {
    for (const finding of pageFindings(elementsOf(html))) told.push(`${file}: ${finding}`);
  }
  expectNone(told);
});

test("every article has the lists that the stylesheet and the script rely on", () => {
  const told = [];
  for (const { file, html } of articles()) {
    const ids = new Set(elementsOf(html).map((element) => valueOf(element, "id")));
    for (const id of ["terms", "sources"]) if (!ids.has(id)) told.push(`${file}: nothing has the id \`${id}\``);
  }
  expectNone(told);
});

test("every page for search engines has a description, OpenGraph's six properties and structured data of its kind", () => {
  const told = [];
  for (const { file, address, html, isRedirect } of pages()) {
    const elements = elementsOf(html);
    const robots = elements.find((element) => valueOf(element, "name") === "robots");
    if (isRedirect || /noindex/.test(robots ? valueOf(robots, "content") : "")) continue;
    for (const finding of metadataFindings(address, elements)) told.push(`${file}: ${finding}`);
  }
  expectNone(told);
});

const OPEN_GRAPH = [
  "og:title",
  "og:type",
  "og:url",
  "og:image",
  "og:image:width",
  "og:image:height",
  "og:image:alt",
  "og:description",
  "og:site_name",
];
const STRUCTURED_KINDS = [
  [/^\/$/, "WebSite"],
  [/^\/articles\/.+/, "Article"],
  [/^\/glossary\/.+/, "DefinedTerm"],
  [/^\/(articles|glossary|figures|sources|timeline|timeline\/.+)\/$/, "CollectionPage"],
];

function metadataFindings(address, elements) {
  const found = [];
  const metas = elements.filter((element) => element.tagName === "meta");
  const isFilled = (key, name) => metas.some((meta) => valueOf(meta, key) === name && valueOf(meta, "content")?.trim());
  if (!isFilled("name", "description")) found.push("no description");
  for (const name of OPEN_GRAPH) if (!isFilled("property", name)) found.push(`no \`${name}\``);
  const types = elements
    .filter((element) => valueOf(element, "type") === "application/ld+json")
    .flatMap((element) => typesOf(JSON.parse(element.childNodes[0].value)));
  const [, expected] = STRUCTURED_KINDS.find(([pattern]) => pattern.test(address)) ?? [];
  if (expected && !types.includes(expected)) found.push(`no \`${expected}\` in its structured data: ${types.join(", ")}`);
  if (address !== "/" && !types.includes("BreadcrumbList")) found.push("no `BreadcrumbList` in its structured data");
  return found;
}

function typesOf(value) {
  if (Array.isArray(value)) return value.flatMap(typesOf);
  if (value === null || typeof value !== "object") return [];
  return [value["@type"] ?? [], ...Object.values(value).map(typesOf)].flat();
}

const POINTERS = ["aria-controls", "aria-describedby", "aria-details", "aria-labelledby", "data-card", "for", "headers", "popovertarget"];

function pageFindings(elements) {
  const found = [];
  const ids = elements.map((element) => valueOf(element, "id")).filter((id) => id !== undefined);
  const known = new Set(ids);
  if (known.size < ids.length) found.push(`ids used twice: ${ids.filter((id, at) => ids.indexOf(id) !== at).join(", ")}`);
  const headings = elements.filter((element) => element.tagName === "h1").length;
  if (headings !== 1) found.push(`${headings} \`h1\``);
  const isGenerator = (e) => valueOf(e, "name") === "generator" && valueOf(e, "content")?.startsWith("Casebook");
  if (elements.filter(isGenerator).length !== 1) found.push("no `meta` that names Casebook as the generator");
  for (const element of elements) {
    const { tagName } = element;
    if (tagName === "style") found.push("a `style` element");
    if (tagName === "script" && valueOf(element, "src") === undefined && valueOf(element, "type") !== "application/ld+json") {
      found.push("an inline script");
    }
    for (const { name, value } of element.attrs) {
      if (name === "style" || /^on/.test(name)) found.push(`\`${tagName}\` with the attribute \`${name}\``);
      if (!POINTERS.includes(name)) continue;
      for (const id of value.split(/\s+/)) if (!known.has(id)) found.push(`\`${name}="${id}"\` points at nothing`);
    }
    if (valueOf(element, "popover") !== undefined) {
      if (valueOf(element, "role") !== "group" || !valueOf(element, "aria-label")) {
        found.push(`card \`${valueOf(element, "id")}\` without role or label`);
      }
    }
  }
  return found;
}

function elementsOf(html) {
  const found = [];
  const visit = (node) => {
    if (node.tagName) found.push(node);
    for (const child of node.childNodes ?? []) visit(child);
  };
  visit(parse5.parse(html));
  return found;
}

function valueOf(element, name) {
  return element.attrs.find((attr) => attr.name === name)?.value;
}
