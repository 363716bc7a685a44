// Cards: brings what stands behind a link to where it is read. Without this the link leads there.
//   pointer: rests 500 ms on the link, opens; 300 ms off link and card, closes
//   keys:    focus for 500 ms opens, Space opens and goes in, Escape closes and returns, Enter follows
//   touch:   the first tap opens, the second follows
(() => {
  // A table's box is a stop for the Tab key only while it scrolls sideways.
  const boxes = document.querySelectorAll(".table-box");
  const stop = () => {
    for (const box of boxes) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  stop();
  document.addEventListener("toggle", stop, true);
  addEventListener("resize", stop);
  document.fonts.ready.then(stop);

  // What a wide screen shows open is open, and no stop.
  const wide = matchMedia("(min-width: 80em)");
  const unfold = () => {
    for (const box of document.querySelectorAll(".contents details")) {
      box.open = wide.matches;
      if (wide.matches) box.firstElementChild.tabIndex = -1;
      else box.firstElementChild.removeAttribute("tabindex");
    }
  };
  if (wide.matches) unfold();
  wide.addEventListener("change", unfold);

  if (!HTMLElement.prototype.showPopover) return;

  const OPEN = 500;
  const CLOSE = 300;
  const root = document.documentElement;
  let link = null; // the link whose card is open
  let card = null; // the open card
  let quiet = null; // a link whose card was sent away while pointer or focus stayed on it
  let opening = 0;
  let closing = 0;
  let press = null; // the last press: by touch, and on the link of the open card?
  let pointer = null; // where the pointer last was

  const linkOf = (node) => {
    const found = node instanceof Element ? node.closest("a[data-card]") : null;
    return found && !found.closest(".card") ? found : null;
  };
  const cardOf = (a) => document.getElementById(a.dataset.card);
  const isOver = (node) => node.matches(":hover");
  const hasFocus = (node) => node.contains(document.activeElement);
  // Where a card is a sheet at the foot of a small screen, the stylesheet places it.
  const isSheet = (node) => getComputedStyle(node).position === "fixed";

  const place = () => {
    card.removeAttribute("style");
    const rects = [...link.getClientRects()];
    if (!rects.length) return;
    const at = rects.find((r) => pointer && pointer.y >= r.top && pointer.y <= r.bottom) || rects[0];
    const above = at.top - 14;
    const below = innerHeight - at.bottom - 14;
    const height = card.offsetHeight;
    const isBelow = height <= below || below >= above;
    if (isSheet(card)) {
      // A finger knows where it was; the link in focus must not lie under the sheet.
      if (height <= below || !link.matches(":focus-visible")) return;
      if (!isBelow) card.style.inset = "0 0 auto";
    }
    const room = isBelow ? below : above;
    if (height > room) card.style.maxBlockSize = `${Math.max(80, room)}px`;
    if (isSheet(card)) return;
    const left = Math.max(12, Math.min(at.left, root.clientWidth - card.offsetWidth - 12));
    const top = isBelow ? at.bottom + 6 : at.top - card.offsetHeight - 6;
    card.style.left = `${left + scrollX}px`;
    card.style.top = `${top + scrollY}px`;
  };

  const addClose = () => {
    if (card.querySelector(".card-close")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "card-close";
    button.ariaLabel = "Close";
    button.textContent = "×";
    button.addEventListener("click", () => {
      const back = link;
      clearTimeout(opening);
      hide();
      if (back) back.focus({ preventScroll: true });
      quiet = back;
    });
    card.append(button);
  };

  const stay = () => clearTimeout(closing);

  const hide = () => {
    stay();
    if (card && card.matches(":popover-open")) card.hidePopover();
  };

  const show = (a) => {
    clearTimeout(opening);
    stay();
    const next = cardOf(a);
    if (!next || (card === next && link === a)) return;
    hide();
    link = a;
    card = next;
    quiet = null;
    addClose();
    try {
      card.showPopover({ source: a });
      place();
    } catch {
      link = card = null;
    }
  };

  const showSoon = (a) => {
    clearTimeout(opening);
    if (a === link) stay();
    else if (a !== quiet) opening = setTimeout(() => a.isConnected && show(a), OPEN);
  };

  const hideSoon = () => {
    clearTimeout(opening);
    stay();
    if (!card) return;
    closing = setTimeout(() => {
      if (!card || isOver(card) || isOver(link) || hasFocus(card)) return;
      if (hasFocus(link) && link.matches(":focus-visible")) return;
      hide();
    }, CLOSE);
  };

  // However a card closes, this hears of it.
  document.addEventListener("toggle", (event) => {
    if (event.newState !== "closed" || event.target !== card) return;
    quiet = isOver(link) || hasFocus(link) ? link : null;
    link = card = null;
  }, true);

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    pointer = { y: event.clientY };
    const a = linkOf(event.target);
    if (quiet && a !== quiet && !hasFocus(quiet)) quiet = null;
    if (a) showSoon(a);
    else if (card && card.contains(event.target)) stay();
    else hideSoon();
  });
  root.addEventListener("pointerleave", hideSoon);

  document.addEventListener("focusin", (event) => {
    const a = linkOf(event.target);
    if (quiet && a !== quiet) quiet = null;
    if (a && a.matches(":focus-visible")) {
      pointer = null;
      showSoon(a);
    } else if (card && card.contains(event.target)) stay();
  });
  document.addEventListener("focusout", hideSoon);

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      clearTimeout(opening);
      if (!card) return;
      event.preventDefault();
      const back = link;
      if (hasFocus(card)) back.focus({ preventScroll: true });
      hide();
      quiet = back;
      return;
    }
    const a = linkOf(event.target);
    if (!a || event.key !== " " || event.ctrlKey || event.altKey || event.metaKey) return;
    if (!cardOf(a)) return;
    event.preventDefault();
    pointer = null;
    show(a);
    const first = card && card.querySelector("a[href], button");
    if (!first) return;
    first.focus({ preventScroll: true });
    // Scrolls the card alone, not the page below it.
    const end = first.offsetTop + first.offsetHeight + 8;
    card.scrollTop = Math.min(first.offsetTop - 8, end - card.clientHeight);
  });

  document.addEventListener("pointerdown", (event) => {
    const a = linkOf(event.target);
    press = { isTouch: event.pointerType === "touch", wasOpen: a !== null && a === link };
  }, true);

  document.addEventListener("click", (event) => {
    const a = linkOf(event.target);
    const byTouch = press && press.isTouch && event.detail > 0;
    const wasOpen = press && press.wasOpen;
    press = null;
    if (a && byTouch && !wasOpen && cardOf(a)) {
      event.preventDefault();
      pointer = { y: event.clientY };
      show(a);
    } else if (a || (card && card.contains(event.target) && event.target.closest("a"))) {
      clearTimeout(opening);
      hide();
    }
  });

  addEventListener("resize", () => card && place());
})();
