// Shows in an open page what changed in its files. It listens to the preview and patches the page in
// place: what the reader or the page's own scripts changed since stays as it is. Runs before deferred
// scripts, so that it sees the elements as they were sent.

const script = document.currentScript;
let mark = script.dataset.page;
let source = null;
let leave = () => {};
let timer = 0;
let isConnecting = false;
let isFetching = false;
let isStale = false;
let count = 0;

// The attributes of each element as sent: an attribute that is otherwise now was set by a script or
// by the reader, and stays unless the file changes it.
const sent = new WeakMap();

const remember = (element, as = element) => {
  sent.set(element, new Map([...as.attributes].map(({ name, value }) => [name, value])));
};
const rememberAll = (element) => {
  remember(element);
  element.querySelectorAll("*").forEach((inner) => remember(inner));
};
rememberAll(document.documentElement);

const asked = (path) => {
  const address = new URL(path, script.src);
  address.searchParams.set("page", location.pathname);
  address.searchParams.set("have", mark);
  return address;
};

// A browser opens six connections to a host, over all its tabs. Only pages that are seen keep a stream,
// and only four of them; the others ask every second.
const takePlace = async () => {
  if (!navigator.locks) return () => {};
  for (const name of ["casebook-1", "casebook-2", "casebook-3", "casebook-4"]) {
    const free = await new Promise((done) => {
      navigator.locks.request(name, { ifAvailable: true }, (lock) =>
        lock ? new Promise((free) => done(free)) : done(null),
      );
    });
    if (free) return free;
  }
  return null;
};

const connect = async () => {
  clearTimeout(timer);
  if (source || isConnecting || document.hidden) return;
  isConnecting = true;
  const free = await takePlace();
  isConnecting = false;
  if (!free) {
    timer = setTimeout(connect, 1000);
    const answer = await fetch(asked("mark")).catch(() => null);
    if (answer?.ok && (await answer.text()) !== mark) update();
    return;
  }
  leave = free;
  listen();
};

const listen = () => {
  source = new EventSource(asked("events"));
  source.addEventListener("page", (event) => {
    if (event.data !== mark) update();
  });
  source.addEventListener("styles", (event) => {
    const { mark: next, styles } = JSON.parse(event.data);
    // The page that is on its way may be older than this.
    if (isFetching) return update();
    mark = next;
    styles.forEach(swapStyle);
  });
  source.addEventListener("pictures", (event) => JSON.parse(event.data).forEach(showPicture));
  source.addEventListener("base", (event) => {
    const { from, to } = JSON.parse(event.data);
    location.replace(to + location.pathname.slice(from.length) + location.hash);
  });
  source.addEventListener("error", () => {
    if (source?.readyState === EventSource.CLOSED) connectLater();
  });
};

const disconnect = () => {
  clearTimeout(timer);
  source?.close();
  source = null;
  leave();
};

const connectLater = () => {
  disconnect();
  timer = setTimeout(connect, 1000);
};

document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
addEventListener("pagehide", disconnect);
addEventListener("pageshow", connect);
connect();

// Fetches the page as it is now; what changes meanwhile makes it fetch again.
const update = async () => {
  isStale = true;
  if (isFetching) return;
  isFetching = true;
  try {
    while (isStale) {
      isStale = false;
      const response = await fetch(location.pathname + location.search, { cache: "no-store" });
      const next = new DOMParser().parseFromString(await response.text(), "text/html");
      await show(next);
    }
  } catch {
    // The preview ended or begins again; the stream tells what is missing when it is back.
    connectLater();
  } finally {
    isFetching = false;
  }
};

const ours = (root) => [...root.querySelectorAll("script[data-page]")].at(-1);

const show = async (next) => {
  const nextMark = ours(next)?.dataset.page;
  if (!nextMark || scripts(next) !== scripts(document)) {
    location.reload();
    return;
  }
  await addStyles(next);
  const open = [...document.querySelectorAll("[popover]:popover-open")];
  const focused = document.activeElement;
  const changed = patch(next);
  patchHead(next);
  mark = nextMark;
  for (const card of open) {
    if (card.isConnected && card.hasAttribute("popover") && !card.matches(":popover-open")) card.showPopover();
  }
  if (focused?.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true });
  jumpTo(changed);
  document.dispatchEvent(new CustomEvent("casebook:patched"));
};

// Scripts cannot be patched: a page with others is loaded again.
const scripts = (root) =>
  [...root.querySelectorAll("script")]
    .filter((script) => !script.hasAttribute("data-page") && sentOrIn(script, root))
    .filter((script) => !script.type || script.type === "module" || script.type === "text/javascript")
    .map((script) => script.getAttribute("src") ?? script.textContent)
    .join("\n");

const sentOrIn = (element, root) => root !== document || sent.has(element);

// Turns the body into the next one and returns the elements whose content changed.
const patch = (next) => {
  const changed = new Set();
  let incoming = null;
  const note = (node) => {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    if (element && !element.closest("#casebook-panel, script, link")) changed.add(element);
  };
  Idiomorph.morph(document.body, next.body, {
    callbacks: {
      beforeNodeMorphed(old, now) {
        incoming = now;
        if (old.nodeType === Node.TEXT_NODE && old.nodeValue !== now.nodeValue) note(old);
      },
      afterNodeMorphed(old, now) {
        if (old.nodeType === Node.ELEMENT_NODE) remember(old, now);
      },
      beforeAttributeUpdated(name, element, kind) {
        const was = sent.get(element);
        if (!was) return true;
        return kind === "remove" ? was.has(name) : was.get(name) !== incoming.getAttribute(name);
      },
      afterNodeAdded(node) {
        if (node.nodeType === Node.ELEMENT_NODE) rememberAll(node);
        if (node.nodeType === Node.ELEMENT_NODE || node.nodeValue.trim()) note(node);
      },
      // What scripts of the page added is theirs.
      beforeNodeRemoved: (node) => node.nodeType !== Node.ELEMENT_NODE || sent.has(node),
    },
  });
  return changed;
};

// The head: stylesheets have their own way, scripts are the same, all else is made equal.
const patchHead = (next) => {
  const isOther = (element) => !isStyle(element) && element.localName !== "script";
  const others = (root) => [...root.head.children].filter((element) => isOther(element) && sentOrIn(element, root));
  const wanted = new Map(others(next).map((element) => [element.outerHTML, element]));
  for (const element of others(document)) {
    if (!wanted.delete(element.outerHTML)) element.remove();
  }
  for (const element of wanted.values()) {
    const copy = document.importNode(element, true);
    rememberAll(copy);
    document.head.append(copy);
  }
  document.documentElement.lang = next.documentElement.lang;
};

const isStyle = (element) => element.localName === "link" && element.relList.contains("stylesheet");
const styles = (root) => [...root.querySelectorAll("head link")].filter((link) => isStyle(link));
// The address of a stylesheet without what we put behind it.
const address = (link) => link.getAttribute("href").replace(/[?&]casebook=\d+$/, "");

// Waits until a stylesheet is there, so that the page is never seen without.
const insertStyle = (link, after) =>
  new Promise((done) => {
    link.addEventListener("load", done, { once: true });
    link.addEventListener("error", done, { once: true });
    setTimeout(done, 2000);
    rememberAll(link);
    after ? after.after(link) : document.head.append(link);
  });

const addStyles = async (next) => {
  const wanted = styles(next);
  const have = styles(document);
  const isNew = (link) => !have.some((old) => address(old) === address(link));
  const last = have.at(-1);
  await Promise.all(wanted.filter(isNew).map((link) => insertStyle(document.importNode(link, true), last)));
  for (const old of have) {
    if (sent.has(old) && !wanted.some((link) => address(link) === address(old))) old.remove();
  }
};

const swapStyle = async ({ from, to }) => {
  for (const old of styles(document)) {
    if (new URL(address(old), location.href).pathname !== new URL(from, location.href).pathname) continue;
    const link = old.cloneNode();
    link.setAttribute("href", from === to ? `${to}?casebook=${++count}` : to);
    await insertStyle(link, old);
    old.remove();
  }
};

const showPicture = (path) => {
  const fresh = `${path}?casebook=${++count}`;
  const isIt = (written) => new URL(written, location.href).pathname === new URL(path, location.href).pathname;
  for (const image of document.querySelectorAll("img[src]")) {
    if (isIt(image.getAttribute("src"))) image.src = fresh;
  }
};

// Brings into view what was edited, unless some of it is there already or none of it is shown.
const jumpTo = (changed) => {
  const boxes = [...changed]
    .filter((element) => element.isConnected && element !== document.body)
    .map((element) => ({ element, box: element.getBoundingClientRect() }))
    .filter(({ element, box }) => (box.width || box.height) && element.checkVisibility());
  const isSeen = ({ box }) => box.bottom > 0 && box.top < innerHeight;
  if (!boxes.length || boxes.some(isSeen)) return;
  boxes.sort((one, other) => one.box.top - other.box.top);
  const inMain = boxes.find(({ element }) => element.closest("main"));
  (inMain ?? boxes[0]).element.scrollIntoView({ block: "center", behavior: "instant" });
};
