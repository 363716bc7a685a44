// Search: finds entries by the index that the build made. Without this script the page is an A to Z.
//   index:   fetched once, when the box is first used or the address asks for something
//   match:   a word, the beginning of a word, or one with a slip (two slips from seven letters on)
//   keys:    Enter in the box and Down lead to the results, Up and Down go along them, Escape empties the box
const form = document.querySelector("form.search-box");
const box = form.elements.q;
const state = document.getElementById("search-state");
const results = document.getElementById("search-results");
const list = document.getElementById("search-list");
const all = document.getElementById("search-all");

// By field: text, often in it, short description, heading, title, whole name.
const WEIGHTS = [1, 2, 3, 4, 9, 14];
// By kind: article, glossary, question, page, event, figure.
const KINDS = [1.25, 1.3, 1.05, 1, 1, 0.8];
const MOST = 40;
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const LETTERS = { ł: "l", ø: "o", đ: "d" };

const wordsOf = (text) =>
  (text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().match(/[\p{Alphabetic}\p{N}]+/gu) ?? []).map(
    (word) => word.replace(/[łøđ]/g, (letter) => LETTERS[letter]),
  );

let loading;
const load = () => (loading ??= read().catch(() => ((loading = undefined), undefined)));

async function read() {
  const answer = await fetch(form.dataset.index);
  if (!answer.ok) throw new Error(`${answer.status}`);
  const index = await answer.json();
  index.words = index.words.split(" ");
  index.postings = index.postings.split(" ");
  index.common = new Set(index.common.split(" "));
  index.titles = index.entries.map(([, , title]) => wordsOf(title).join(" "));
  index.notes = index.entries.map(([, , , note]) => wordsOf(note).join(" "));
  return index;
}

/** The entries of a word: pairs of entry and field. */
function unpack(packed) {
  const found = [];
  let entry = 0;
  for (let at = 0; at < packed.length; at += 1) {
    let number = 0;
    let place = 1;
    let digit = DIGITS.indexOf(packed[at]);
    while (digit >= 32) {
      number += (digit - 32) * place;
      place *= 32;
      digit = DIGITS.indexOf(packed[(at += 1)]);
    }
    number += digit * place;
    entry += number >> 3;
    found.push([entry, number & 7]);
  }
  return found;
}

/** The fewest slips (a letter too many, too few, other, or two swapped) that lead from `word` to a beginning of `known`. */
function slips(word, known, most) {
  let before = [];
  let last = Array.from({ length: known.length + 1 }, (_, at) => at);
  for (let i = 1; i <= word.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= known.length; j += 1) {
      const other = word[i - 1] === known[j - 1] ? 0 : 1;
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + other);
      if (i > 1 && j > 1 && word[i - 1] === known[j - 2] && word[i - 2] === known[j - 1]) {
        row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
    if (Math.min(...row) > most) return Infinity;
    [before, last] = [last, row];
  }
  return Math.min(...last);
}

/** Words of the index that may be meant, each with how likely that is. */
function meant(index, word) {
  const near = [];
  for (const [at, known] of index.words.entries()) {
    if (known === word) near.push([at, 1]);
    else if (known.startsWith(word)) near.push([at, 0.35 + (0.4 * word.length) / known.length]);
  }
  if (near.length > 0 || word.length < 4 || /^\d+$/.test(word)) return near;
  const most = word.length < 7 ? 1 : 2;
  for (const [at, known] of index.words.entries()) {
    if (known[0] !== word[0] && known[1] !== word[1] && known[0] !== word[1]) continue;
    const count = slips(word, known, most);
    if (count <= most) near.push([at, (0.5 / count) * (word.length / Math.max(word.length, known.length))]);
  }
  return near;
}

function find(index, query) {
  const words = wordsOf(query);
  const scores = new Map();
  let needed = 0;
  for (const word of words) {
    const isNeeded = !index.common.has(word);
    needed += isNeeded ? 1 : 0;
    const best = new Map();
    for (const [at, likely] of meant(index, word)) {
      const entries = unpack(index.postings[at]);
      const rare = Math.log(1 + index.entries.length / entries.length);
      for (const [entry, field] of entries) {
        const score = WEIGHTS[field] * likely * rare;
        if (score > (best.get(entry) ?? 0)) best.set(entry, score);
      }
    }
    for (const [entry, score] of best) {
      const known = scores.get(entry) ?? { score: 0, matched: 0 };
      scores.set(entry, { score: known.score + score, matched: known.matched + (isNeeded ? 1 : 0) });
    }
  }
  const phrase = words.join(" ");
  const ranked = [...scores].map(([entry, { score, matched }]) => {
    const title = index.titles[entry];
    const begins = title === phrase ? 3 : title.startsWith(phrase) || index.notes[entry].startsWith(phrase) ? 2 : 1;
    return { entry, isWhole: matched === needed, score: score * begins * KINDS[index.entries[entry][0]] };
  });
  const whole = ranked.filter((found) => found.isWhole);
  return (whole.length > 0 ? whole : ranked).sort((a, b) => b.score - a.score || a.entry - b.entry);
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function shown(index, { entry }) {
  const [kind, id, title, note] = index.entries[entry];
  const [name, before, after] = index.kinds[kind];
  const item = element("li");
  const body = element("div", "entry");
  const head = element("p", "entry-title");
  const link = element("a", "", title);
  link.href = before + id + after;
  head.append(link);
  body.append(head);
  if (note) body.append(element("p", "", note));
  item.append(element("p", "key", name), body);
  return item;
}

async function search() {
  const query = box.value.trim();
  const address = new URL(location.href);
  if (query) address.searchParams.set("q", query);
  else address.searchParams.delete("q");
  if (address.href !== location.href) history.replaceState(null, "", address);
  all.hidden = query !== "";
  results.hidden = query === "";
  state.textContent = "";
  if (query === "") return list.replaceChildren();
  const index = await load();
  if (query !== box.value.trim()) return;
  const found = index ? find(index, query) : [];
  list.replaceChildren(...found.slice(0, MOST).map((one) => shown(index, one)));
  results.hidden = found.length === 0;
  all.hidden = found.length > 0;
  if (!index) state.textContent = "The search could not be loaded. Everything is listed below.";
  else if (found.length === 0) state.textContent = `Nothing found for “${query}”. Everything is listed below.`;
  else state.textContent = `${found.length} result${found.length === 1 ? "" : "s"} for “${query}”`;
  if (found.length > MOST) state.textContent += `, the best ${MOST} of them below`;
}

/** Moves the focus along the results; above the first stands the box. */
function step(event, by) {
  const links = [...list.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  const next = at + by < 0 ? box : links[at + by];
  if (!next || links.length === 0) return;
  event.preventDefault();
  next.focus();
}

form.hidden = false;
box.value = new URL(location.href).searchParams.get("q") ?? "";
box.addEventListener("focus", load, { once: true });
box.addEventListener("input", search);
box.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") step(event, 1);
  if (event.key === "Escape" && box.value !== "") {
    event.preventDefault();
    box.value = "";
    search();
  }
});
list.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") step(event, 1);
  if (event.key === "ArrowUp") step(event, -1);
});
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  await search();
  list.querySelector("a")?.focus();
});
if (box.value) search();
else if (!location.hash && matchMedia("(hover: hover)").matches) box.focus({ preventScroll: true });
