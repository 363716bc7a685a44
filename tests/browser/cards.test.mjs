// Cards, in a real browser with the one script: by pointer, by keyboard, by touch.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { open } from "./browser.mjs";
import { expectNone } from "./findings.mjs";
import { articles } from "./site.mjs";
import { browser, server } from "./stage.mjs";

const KINDS = ["a.term", "a.cite", "a.figure", "a.event"];
// Longer than a card takes to close once it is left. To see that something does *not* happen there is no event to
// wait for.
const LONGER_THAN_CLOSING_MS = 900;
const PACE_OF_A_HAND_MS = 120;

const [{ address }] = articles();

/** Runs `body` on the article in a context of its own and expects no console error nor breach of the policy. */
function onArticle(name, body, options = {}) {
  test(name, async () => {
    const { page, findings, close } = await open(browser, server, options);
    try {
      await page.goto(server.url(address));
      await body(page);
      expectNone(findings.map((finding) => `${address}: ${finding}`));
    } finally {
      await close();
    }
  });
}

describe("by pointer", () => {
  for (const kind of KINDS) {
    onArticle(`hover opens the card of \`${kind}\`, inside the window and beside the link`, async (page) => {
      const link = await linkWithCard(page, kind);
      await link.hover();
      await opened(page, link);
      await assertPlaced(page, link);
    });
  }

  onArticle("the pointer can travel from the link into the card, which stays", async (page) => {
    const link = await linkWithCard(page, "a.term");
    await link.hover();
    const card = await opened(page, link);
    await moveInto(page, link, card);
    await page.waitForTimeout(LONGER_THAN_CLOSING_MS);
    assert.equal(await openCards(page), 1, "the card closed although the pointer rests on it");
  });

  onArticle("the card closes when the pointer has left link and card", async (page) => {
    const link = await linkWithCard(page, "a.term");
    await link.hover();
    const card = await opened(page, link);
    await moveInto(page, link, card);
    await page.mouse.move(1, 1);
    await closed(page);
  });

  onArticle("a click outside closes the card", async (page) => {
    const link = await linkWithCard(page, "a.term");
    await link.hover();
    await opened(page, link);
    await page.mouse.click(2, 400);
    await closed(page);
  });

  onArticle("Escape closes the card while the pointer rests on the link, and it stays closed", async (page) => {
    const link = await linkWithCard(page, "a.term");
    await link.hover();
    await opened(page, link);
    await page.keyboard.press("Escape");
    await closed(page);
    await page.waitForTimeout(LONGER_THAN_CLOSING_MS);
    assert.equal(await openCards(page), 0, "the card opened again under the resting pointer");
  });

  onArticle("one card at a time", async (page) => {
    const [first, second] = await twoLinks(page);
    await first.hover();
    await opened(page, first);
    await second.hover();
    await opened(page, second);
    assert.equal(await openCards(page), 1);
  });

  onArticle("card after card opens, on the way over the text from link to link and back", async (page) => {
    const [first, second] = await twoLinks(page);
    for (const link of [first, second, first]) {
      await besideOf(page, link);
      await page.waitForTimeout(PACE_OF_A_HAND_MS);
      await link.hover();
      await opened(page, link);
    }
    for (let visits = 0; visits < 2; visits += 1) {
      await besideOf(page, first);
      await closed(page);
      await first.hover();
      await opened(page, first);
    }
  });
});

describe("by keyboard", () => {
  onArticle("the focus alone opens the card and does not move", async (page) => {
    const link = await linkWithCard(page, "a.term");
    await tabTo(page, link);
    await opened(page, link);
    assert.ok(await hasFocus(link), "the focus left the link");
    await assertPlaced(page, link);
  });

  onArticle("the focus opens card after card", async (page) => {
    await tabTo(page, await linkWithCard(page, "a.term"));
    for (let links = 0; links < 4; links += 1) {
      const link = page.locator(`main a[data-card="${await page.evaluate(() => document.activeElement.dataset.card)}"]:focus`);
      await opened(page, link);
      await nextLink(page);
    }
  });

  for (const kind of KINDS) {
    onArticle(`Space on \`${kind}\` moves the focus into the card, Escape closes it and returns the focus`, async (page) => {
      const link = await linkWithCard(page, kind);
      await tabTo(page, link);
      await page.keyboard.press("Space");
      const card = await opened(page, link);
      assert.ok(await holdsFocus(card), "the focus is not in the card");
      await page.keyboard.press("Escape");
      await closed(page);
      assert.ok(await hasFocus(link), "the focus did not return to the link");
    });
  }

  onArticle("Tab goes on into an open card, and leaving it by Tab loses no one", async (page) => {
    const link = await linkWithCard(page, "a.term");
    await tabTo(page, link);
    await page.keyboard.press("Space");
    const card = await opened(page, link);
    const stops = await card.locator("a[href], button").count();
    assert.ok(stops > 0, "the card has nothing to focus");
    for (let i = 0; i < stops; i += 1) await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement !== document.body), "the focus fell out of the page");
  });

  for (const kind of ["a.term", "a.cite"]) {
    onArticle(`Enter on \`${kind}\` follows the link to the list in the page`, async (page) => {
      const link = await linkWithCard(page, kind);
      const href = await link.getAttribute("href");
      await tabTo(page, link);
      await page.keyboard.press("Enter");
      await page.waitForURL((url) => decodeURIComponent(url.hash) === decodeURIComponent(href));
      await closed(page);
      assert.ok(await page.locator(":target").isVisible(), `${href} is not shown`);
    });
  }

  onArticle("Escape closes a card that the focus opened, and it stays closed", async (page) => {
    const link = await linkWithCard(page, "a.term");
    await tabTo(page, link);
    await opened(page, link);
    await page.keyboard.press("Escape");
    await closed(page);
    await page.waitForTimeout(LONGER_THAN_CLOSING_MS);
    assert.equal(await openCards(page), 0, "the card opened again");
    assert.ok(await hasFocus(link), "the focus left the link");
  });
});

describe("by touch", () => {
  const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

  for (const kind of KINDS) {
    onArticle(`the first tap on \`${kind}\` opens the card and stays on the page`, async (page) => {
      const link = await linkWithCard(page, kind);
      const before = page.url();
      await link.tap();
      await opened(page, link);
      assert.equal(page.url(), before, "the tap followed the link");
      await assertInWindow(page);
    }, phone);
  }

  onArticle("a tap outside closes the card", async (page) => {
    const link = await linkWithCard(page, "a.term");
    await link.tap();
    await opened(page, link);
    const spot = await page.evaluate(() => {
      const card = document.querySelector(":popover-open").getBoundingClientRect();
      return { x: 4, y: card.top > innerHeight / 2 ? 4 : innerHeight - 4 };
    });
    await page.touchscreen.tap(spot.x, spot.y);
    await closed(page);
  }, phone);
});

describe("for readers with settings of their own", () => {
  onArticle("with reduced motion nothing moves", async (page) => {
    const link = await linkWithCard(page, "a.term");
    await link.hover();
    await opened(page, link);
    assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
  }, { reducedMotion: "reduce" });

  onArticle("with forced colours the card has a border and the link a line", async (page) => {
    const link = await linkWithCard(page, "a.term");
    await link.hover();
    const card = await opened(page, link);
    const border = await card.evaluate((node) => getComputedStyle(node).borderTopStyle);
    assert.notEqual(border, "none", "the card has no border");
    const line = await link.evaluate((node) => {
      const style = getComputedStyle(node);
      return style.textDecorationLine + (style.borderBottomStyle === "none" ? "" : " border");
    });
    assert.notEqual(line, "none", "the link has no line under it");
  }, { forcedColors: "active" });

  onArticle("at 400 % zoom the card is inside the window", async (page) => {
    const link = await linkWithCard(page, "a.term");
    await tabTo(page, link);
    await page.keyboard.press("Space");
    await opened(page, link);
    await assertInWindow(page);
  }, { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 });

  for (const [width, height] of [[320, 256], [740, 280]]) {
    onArticle(`on a screen of ${width} × ${height} px the button that closes a card is in its corner, however it is scrolled`, async (page) => {
      const link = await linkWithCard(page, "a.term");
      await tabTo(page, link);
      await page.keyboard.press("Space");
      const card = await opened(page, link);
      for (const end of [0, 10_000]) {
        const off = await card.evaluate((node, top) => {
          node.scrollTop = top;
          const [sheet, button] = [node, node.querySelector(".card-close")].map((one) => one.getBoundingClientRect());
          return Math.max(Math.abs(button.top - sheet.top), Math.abs(button.right - sheet.right));
        }, end);
        assert.ok(off <= 6, `${address}: ${off} px from the corner of the card, scrolled to ${end}`);
      }
      await card.locator(".card-close").click();
      await closed(page);
      assert.ok(await hasFocus(link), "the focus did not return to the link");
    }, { viewport: { width, height } });
  }

  for (const kind of KINDS) {
    onArticle(`at 400 % zoom Space on \`${kind}\` shows what it puts the focus on`, async (page) => {
      const link = await linkWithCard(page, kind);
      await tabTo(page, link);
      await page.keyboard.press("Space");
      await opened(page, link);
      const [card, focus] = await page.evaluate(() =>
        [document.querySelector(":popover-open"), document.activeElement].map((node) => {
          const { top, bottom } = node.getBoundingClientRect();
          return { top, bottom };
        }),
      );
      assert.ok(focus.top >= card.top && focus.bottom <= card.bottom, `${address}: ${JSON.stringify({ card, focus })}`);
    }, { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 });
  }
});

/** Returns the first link of `kind` in the text that has a card, brought to the middle of the window. */
async function linkWithCard(page, kind) {
  const link = page.locator(`main .text ${kind}[data-card], main ${kind}[data-card]`).first();
  assert.ok((await link.count()) > 0, `${address}: no \`${kind}[data-card]\``);
  const card = await link.getAttribute("data-card");
  assert.equal(await page.locator(`div.card#${card}[popover=auto]`).count(), 1, `${address}: no card \`${card}\``);
  await link.evaluate((node) => node.scrollIntoView({ block: "center", behavior: "instant" }));
  return link;
}

async function twoLinks(page) {
  const first = await linkWithCard(page, "a.term");
  const card = await first.getAttribute("data-card");
  // The second lies on another line, not under the card of the first.
  const others = page.locator(`main a.term[data-card]:not([data-card="${card}"])`);
  const top = (await first.boundingBox()).y;
  for (const other of await others.all()) {
    const box = await other.boundingBox();
    if (box && box.y < top - 4 && box.y > 0) return [first, other];
  }
  const [a, b] = [await others.nth(0), first];
  await b.evaluate((node) => node.scrollIntoView({ block: "end", behavior: "instant" }));
  return [a, b];
}

async function opened(page, link) {
  const id = await link.getAttribute("data-card");
  const card = page.locator(`#${id}:popover-open`);
  await card.waitFor({ state: "visible" });
  return card;
}

async function closed(page) {
  await page.waitForFunction(() => !document.querySelector(":popover-open"));
}

async function openCards(page) {
  return page.evaluate(() => document.querySelectorAll(":popover-open").length);
}

async function hasFocus(link) {
  return link.evaluate((node) => node === document.activeElement);
}

async function holdsFocus(card) {
  return card.evaluate((node) => node.contains(document.activeElement));
}

/** Goes to `link` as a reader does, by the Tab key from the link before it. */
async function tabTo(page, link) {
  await link.evaluate((node) => {
    const stops = [...document.querySelectorAll("a[href], button, summary, [tabindex='0']")].filter((stop) =>
      stop.checkVisibility(),
    );
    stops[stops.indexOf(node) - 1].focus({ preventScroll: true });
  });
  await page.keyboard.press("Tab");
  assert.ok(await hasFocus(link), "Tab did not reach the link");
}

/** Goes on by the Tab key, past what the open card and the page hold between, to the next link with a card. */
async function nextLink(page) {
  for (let presses = 0; presses < 100; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement.matches("a[data-card]"))) return;
  }
  assert.fail(`${address}: no other link with a card`);
}

/** Moves the pointer off the link, to what lies right above it. */
async function besideOf(page, link) {
  const { x, y } = await link.evaluate((node) => node.getClientRects()[0].toJSON());
  await page.mouse.move(x + 4, y - 6, { steps: 3 });
}

/** Moves the pointer from the link into the card at the pace of a hand, which rests in the gap between them. */
async function moveInto(page, link, card) {
  const from = await link.boundingBox();
  const to = await card.boundingBox();
  const isBelow = to.y > from.y;
  const gap = isBelow ? (from.y + from.height + to.y) / 2 : (to.y + to.height + from.y) / 2;
  const x = Math.max(from.x, to.x) + 8;
  await page.mouse.move(x, gap, { steps: 6 });
  await page.waitForTimeout(PACE_OF_A_HAND_MS);
  await page.mouse.move(x, to.y + to.height / 2, { steps: 6 });
}

async function assertInWindow(page) {
  const box = await page.evaluate(() => {
    const { left, top, right, bottom } = document.querySelector(":popover-open").getBoundingClientRect();
    return { left, top, right, bottom, width: document.documentElement.clientWidth, height: innerHeight };
  });
  const isInside = box.left >= -0.5 && box.top >= -0.5 && box.right <= box.width + 0.5 && box.bottom <= box.height + 0.5;
  assert.ok(isInside, `${address}: the card is not inside the window: ${JSON.stringify(box)}`);
}

async function assertPlaced(page, link) {
  await assertInWindow(page);
  const isCovered = await link.evaluate((node) => {
    const card = document.querySelector(":popover-open").getBoundingClientRect();
    return [...node.getClientRects()].every(
      (r) => r.left < card.right && r.right > card.left && r.top < card.bottom && r.bottom > card.top,
    );
  });
  assert.ok(!isCovered, `${address}: the card hides its link`);
}
