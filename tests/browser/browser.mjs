// The one place that starts Chromium. Each test file starts one and closes it; each page gets a context of its own,
// which no other host can be reached from.

import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const CANDIDATES = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

// Without these, the browser itself asks hosts outside for updates and the like.
export const FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/** Returns where Chromium is on this machine. */
export function executable() {
  const found = CANDIDATES.find((candidate) => candidate && existsSync(candidate));
  if (!found) throw new Error(`no Chromium at ${CANDIDATES.filter(Boolean).join(", ")}`);
  return found;
}

/** Starts a headless Chromium. */
export async function start() {
  return chromium.launch({ executablePath: executable(), headless: true, chromiumSandbox: false, args: FLAGS, timeout: 60_000 });
}

/**
 * Opens a page in a context of its own, made with `options`. Returns `{ page, findings, close() }`; `findings` fills with
 * console errors, exceptions, breaches of the Content-Security-Policy, failed requests and requests to another host.
 */
export async function open(browser, server, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const findings = [];
  await context.route(
    (url) => url.origin !== server.origin && url.protocol !== "data:",
    (route) => {
      findings.push(`asks another host: ${route.request().url()}`);
      return route.abort();
    },
  );
  await context.exposeBinding("reportBreach", (_, breach) => findings.push(`breaks the policy: ${breach}`));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) =>
      window.reportBreach(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`),
    );
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) findings.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => findings.push(`exception: ${error.message}`));
  page.on("response", (response) => {
    const isPage = response.request().isNavigationRequest();
    if (response.status() >= 400 && !isPage) findings.push(`${response.status()} for ${response.url()}`);
  });
  return { page, findings, close: () => context.close() };
}
