// How a test tells what it found: all at once, each with its page.

const MOST_SHOWN = 40;

/** Fails with all `findings`, lines of text that begin with the page, when there are any. */
export function expectNone(findings) {
  if (findings.length === 0) return;
  const shown = findings.slice(0, MOST_SHOWN);
  const rest = findings.length - shown.length;
  const more = rest > 0 ? `\n  and ${rest} more` : "";
  const error = new Error(`${findings.length} found\n  ${shown.join("\n  ")}${more}`);
  error.stack = error.message; // where in the test it was found says nothing
  throw error;
}
