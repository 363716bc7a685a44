// Prints the SHA-256 of every file below a folder, in one order everywhere, so that two builds on two systems can be
// compared by their lists. Needs no package.
//
//   node hashes.mjs FOLDER

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";

import { filesBelow } from "./site.mjs";

const [root] = process.argv.slice(2);
if (!root) {
  console.error("usage: node hashes.mjs FOLDER");
  process.exit(2);
}
for (const file of filesBelow(root)) {
  const hash = createHash("sha256").update(readFileSync(path.join(root, file))).digest("hex");
  process.stdout.write(`${hash}  ${file}\n`);
}
