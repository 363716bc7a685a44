// The built site on a server and a browser before it, for the tests of the file that imports this: each file runs in a
// process of its own.

import { after, before } from "node:test";

import { start } from "./browser.mjs";
import { serve } from "./server.mjs";
import { base, folder } from "./site.mjs";

export let browser;
export let server;

before(async () => {
  server = await serve(folder, base);
  browser = await start();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});
