// The stylesheet that is sent says what the one that people edit says, as a parser of CSS understands both.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

import * as css from "css-tree";

import { filesBelow, folder } from "./site.mjs";

const WRITTEN = path.resolve(import.meta.dirname, "../../static/site.css");

test("what is sent means what is written, in fewer bytes", () => {
  const [name] = filesBelow(folder).filter((file) => /^site\.[0-9a-f]{8}\.css$/.test(file));
  const sent = readFileSync(path.join(folder, name), "utf8");
  const written = readFileSync(WRITTEN, "utf8");
  assert.deepEqual(rules(sent), rules(written));
  assert.ok(written.includes("/*") && !sent.includes("/*"), "comments were sent");
  assert.ok(sent.length < 0.8 * written.length, `${sent.length} of ${written.length} characters`);
});

/** The rules of a stylesheet in one form, whatever its spacing, comments and the hashes in names of files. */
function rules(text) {
  const problems = [];
  const tree = css.parse(text, { parseCustomProperty: true, onParseError: (error) => problems.push(error.message) });
  assert.deepEqual(problems, []);
  const isComment = (node) => node.type === "Comment";
  css.walk(tree, (node, item, list) => {
    if (isComment(node)) list.remove(item);
    if (node.type === "Url") node.value = node.value.replace(/\.[0-9a-f]{8}(?=\.\w+$)/, "");
  });
  return css.generate(tree).split("}");
}
