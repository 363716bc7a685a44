// The schemas that editors complete and check with say the same as `casebook check`, over all cases in tests/cases: an
// independent validator (ajv) on what an independent parser (yaml) reads. And SARIF is what its own schema says.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test from "node:test";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import { parseDocument } from "yaml";

const root = join(import.meta.dirname, "..", "..");
const casebook = process.env.CASEBOOK ?? join(root, "target", "release", "casebook");

/** Messages about one value or block alone; those with other codes are about several files, or about Markdown. */
const STRUCTURAL = new Set([
  "unknown-key", "missing-key", "wrong-type", "bad-value", "bad-id", "bad-date", "bad-number", "bad-unit", "bad-url",
  "bad-block", "bad-chart", "bad-flow",
]);

/** What no schema can say. A mistake of these kinds is let pass by the schema, and told by `check` alone. */
const BEYOND = [
  [/the short definition has \d+ characters/, "counts text without its markup"],
  [/^the range /, "compares two dates"],
  [/^one end of the range/, "compares two dates"],
  [/^`\w+` is before `\w+`$/, "compares two dates"],
  [/is not a number|has at most \d+ digits/, "is about digits as written; data has the number alone"],
  [/^the file name /, "is about the name of the file"],
  [/there is no (party|step) `/, "looks an id up"],
  [/leads from `.*` back to itself/, "compares two values"],
  [/leaves no steps/, "counts what changes leave"],
  [/names no figure/, "is told once keys are known"],
];

/** Messages of `bad-chart` and `bad-block` that come from other files. */
const OF_OTHER_FILES = /^(?!this chart has no numbers|a chart takes|`\w+` belongs to a chart|this block names no figure)/;

/** Reads a case: its files, and what is expected to be said of them. */
function readCase(text) {
  const files = new Map();
  const said = [];
  let file;
  let part = "words";
  for (const line of text.split("\n")) {
    const head = line.match(/^=== (\S+)(?: \(([^)]*)\))?/);
    if (head) {
      part = "file";
      file = { lines: [], signs: head[2] ?? "" };
      files.set(head[1], file);
    } else if (/^--- \w/.test(line)) {
      part = line;
    } else if (part === "file") {
      file.lines.push(line);
    } else if (part === "--- expect") {
      const found = line.match(/^(\S+?):(\d+):(\d+): (\w+)\[([\w-]+)\]: (.*)$/);
      if (found) said.push({ path: found[1], line: Number(found[2]), code: found[5], message: found[6] });
    }
  }
  return { files, said };
}

const SETTINGS = ["---", "title: A", "summary: S.", "---"];

/** Cuts a file into the parts that have a schema: their kind, text, and first and last line. */
function* partsOf(path, lines) {
  const kinds = {
    "content/index.md": "page", "content/pages/": "page", "content/articles/": "article", "content/glossary/": "term",
    "content/timeline/": "events", "content/figures/": "figures", "content/sources/": "sources",
  };
  const kind = Object.entries(kinds).find(([start]) => path.startsWith(start))?.[1];
  if (kind === undefined) return;
  if (path.endsWith(".yaml")) {
    yield { kind, text: lines.join("\n"), first: 1, last: lines.length };
  }
  if (!path.endsWith(".md")) return;
  const start = lines.findIndex((line) => line.replace("\u{feff}", "").trimEnd() === "---");
  const length = lines.slice(start + 1).findIndex((line) => ["---", "..."].includes(line.trimEnd()));
  if (start !== 0 || length < 0) return;
  yield { kind, text: lines.slice(1, length + 1).join("\n"), first: 1, last: length + 2 };
  let open;
  for (let at = length + 2; at < lines.length; at += 1) {
    const fence = lines[at].match(/^```(\w*)\s*$/);
    if (fence && open === undefined) open = { word: fence[1], at };
    else if (fence) {
      if (["timeline", "figures", "chart", "flow"].includes(open.word)) {
        const text = lines.slice(open.at + 1, at).join("\n");
        yield { kind: `${open.word}-block`, text, first: open.at + 1, last: at + 1 };
      }
      open = undefined;
    }
  }
}

function* cases() {
  const folder = join(root, "tests", "cases");
  for (const room of readdirSync(folder).sort()) {
    // Texts that somebody is writing; what is expected of them is what the editor is told.
    if (room === "lsp") continue;
    if (["date", "number", "render"].includes(room)) continue;
    for (const name of readdirSync(join(folder, room)).sort()) {
      if (name.endsWith(".txt")) yield [`${room}/${name}`, readFileSync(join(folder, room, name), "utf8")];
    }
  }
}

function schemas() {
  const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false, strictTypes: false });
  const found = new Map();
  const names = execFileSync(casebook, ["schema"], { encoding: "utf8" }).trim().split("\n");
  for (const name of names.map((line) => line.split(" ")[0])) {
    const schema = JSON.parse(execFileSync(casebook, ["schema", name], { encoding: "utf8" }));
    assert.ok(ajv.validateSchema(schema), `${name}: ${ajv.errorsText()}`);
    found.set(name, ajv.compile(schema));
  }
  return found;
}

test("schemas and `check` agree over all cases", () => {
  const validators = schemas();
  const wrong = [];
  const counts = { accepted: 0, rejected: 0, unreadable: 0, beyond: 0 };
  for (const [name, text] of cases()) {
    const { files, said } = readCase(text);
    for (const [path, { lines, signs }] of files) {
      if (signs !== "" && signs !== "crlf" && signs !== "bom" && signs !== "no-eol") continue;
      const isBody = path === "body";
      const whole = isBody ? [...SETTINGS, ...lines] : lines;
      const file = isBody ? "content/articles/a.md" : path;
      for (const part of partsOf(file, whole)) {
        const here = said.filter((one) => one.path === file && one.line >= part.first && one.line <= part.last);
        const document = parseDocument(part.text.replace(/\u{feff}/gu, ""), { version: "1.2" });
        const isMarked = here.some((one) => ["yaml-syntax", "duplicate-key", "front-matter"].includes(one.code));
        if (document.errors.length > 0 || isMarked) {
          counts.unreadable += 1;
          continue;
        }
        const structural = here.filter((one) => STRUCTURAL.has(one.code))
          .filter((one) => !(["bad-chart", "bad-block"].includes(one.code) && OF_OTHER_FILES.test(one.message)));
        const sayable = structural.filter((one) => !BEYOND.some(([message]) => message.test(one.message)));
        const validate = validators.get(part.kind);
        const isRight = validate(document.toJS() ?? (part.text.trim() === "" ? null : document.toJS()));
        const data = document.toJS();
        const accepted = data === null ? validate(part.kind.match(/^(events|figures|sources)$/) ? [] : {}) : isRight;
        if (structural.length > sayable.length) counts.beyond += 1;
        if (accepted && sayable.length > 0) {
          wrong.push(`${name}: ${file}:${part.first}: the schema of ${part.kind} accepts what \`check\` rejects: ${sayable[0].message}`);
        } else if (!accepted && structural.length === 0) {
          const error = validate.errors[0];
          wrong.push(`${name}: ${file}:${part.first}: \`check\` accepts what the schema of ${part.kind} rejects: ${error.instancePath} ${error.message}`);
        }
        counts[accepted ? "accepted" : "rejected"] += 1;
      }
    }
  }
  console.log(JSON.stringify(counts));
  assert.equal(wrong.length, 0, `\n${wrong.join("\n")}`);
  assert.ok(counts.accepted >= 200 && counts.rejected >= 60, JSON.stringify(counts));
});

test("the content of this site is right by its schemas", () => {
  const validators = schemas();
  let count = 0;
  for (const folder of ["timeline", "figures", "sources"]) {
    const kind = folder === "timeline" ? "events" : folder;
    for (const name of readdirSync(join(root, "content", folder))) {
      if (!name.endsWith(".yaml")) continue;
      const validate = validators.get(kind);
      const data = parseDocument(readFileSync(join(root, "content", folder, name), "utf8")).toJS();
      assert.ok(validate(data), `${folder}/${name}: ${JSON.stringify(validate.errors)}`);
      count += data.length;
    }
  }
  assert.ok(count > 300, `${count} records`);
});

test("SARIF is right by its own schema", () => {
  const folder = mkdtempSync(join(tmpdir(), "casebook-sarif-"));
  try {
    const write = (path, text) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    write("site.toml", 'titel = "x"\nbase_url = "https://example.org/"\n');
    write("content/index.md", "---\ntitle: Home\nsummary: S.\nsumary: T.\n---\n\n[here](nowhere.md) €5 billion.[@none]\n");
    write("content/articles/a b.md", "---\ntitle: A: b\n---\n\n#### Deep [](term:x)\n");
    write("content/figures/f.yaml", "- id: pot\n  label: P\n  value: 1,5\n  unit: EUR bn\n");
    const { stdout } = spawnSync(casebook, ["check", "--format", "sarif", "--site", folder], { encoding: "utf8" });
    const said = JSON.parse(stdout);
    const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
    addFormats(ajv);
    const validate = ajv.compile(JSON.parse(readFileSync(join(root, "tests", "data", "sarif", "sarif-2.1.0.json"), "utf8")));
    assert.ok(validate(said), JSON.stringify(validate.errors?.slice(0, 5), null, 1));
    assert.ok(said.runs[0].results.length >= 8, `${said.runs[0].results.length} results`);
    assert.ok(said.runs[0].results.some((result) => result.fixes !== undefined), "a fix is among them");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
