import assert from "node:assert/strict";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const ENTRY = new URL("../../../javascript/evergallery.mjs", import.meta.url).href;
const BUNDLE = "app.bundle.mjs";
const MODULES = "app.mjs";
const REFUSED = "The gallery's program could not be loaded.";

/** A program that notes on its element which of the two it is. @param {string} name */
const program = (name) =>
  `export const start = (element, { base, boot }) => Object.assign(element, { ran: "${name}", base, boot });`;

/**
 * Loads the entry into a page that holds one gallery, with these files in its static tree. Files are asked for at
 * their own addresses: what is not given cannot be had.
 *
 * @param {Record<string, string>} files
 */
async function pageWith(files) {
  const folder = await mkdtemp(join(tmpdir(), "evergallery-"));
  await mkdir(join(folder, "static/javascript/evergallery"), { recursive: true });
  const put = (/** @type {string} */ name, /** @type {string} */ text) =>
    writeFile(join(folder, "static/javascript/evergallery", name), text);
  for (const [name, text] of Object.entries(files)) await put(name, text);
  const element = new FakeElement();
  const page = fakePage(element, pathToFileURL(join(folder, "index.html")).href);
  /** @type {unknown[]} */
  const errors = [];
  const reportError = (/** @type {unknown} */ error) => errors.push(error);
  Object.assign(globalThis, { ...page.names, reportError });
  await import(`${ENTRY}?page=${encodeURIComponent(folder)}`);
  return { element, put, errors, ...page };
}

class FakeElement extends EventTarget {
  isConnected = true;
  isSeen = false;
  /** @type {any[]} */ children = [];
  /** @type {Record<string, string>} */ dataset = { static: "static/", boot: '{"title":"Mine"}' };
  /** @type {string | undefined} */ ran;
  /** @type {string | undefined} */ base;
  /** @type {any} */ boot;

  /** @param {any[]} children */
  replaceChildren(...children) {
    this.children = children;
  }

  get words() {
    return this.children[0]?.textContent ?? "";
  }

  getClientRects() {
    return this.isSeen ? [{}] : [];
  }
}

/** @param {FakeElement} element @param {string} href */
function fakePage(element, href) {
  /** @type {(EventTarget & {href: string, remove: () => void})[]} */
  const links = [];
  const newLink = () => {
    const link = new EventTarget();
    return Object.assign(link, {
      remove: () => links.splice(links.indexOf(/** @type {any} */ (link)), 1),
    });
  };
  /** @type {(() => void)[]} */
  const sizes = [];
  class ResizeObserver {
    /** @param {() => void} callback */
    constructor(callback) {
      sizes.push(callback);
    }
    observe() {}
    disconnect() {}
  }
  class MutationObserver {
    observe() {}
  }
  const document = {
    documentElement: {},
    head: { append: (/** @type {any} */ link) => links.push(link) },
    createElement: (/** @type {string} */ name) =>
      name === "link" ? newLink() : new EventTarget(),
    querySelector: () => element,
    querySelectorAll: () => links,
  };
  const show = () => {
    element.isSeen = true;
    for (const resized of sizes) resized();
  };
  return { links, show, names: { document, location: { href }, ResizeObserver, MutationObserver } };
}

/** @param {() => unknown} holds */
async function until(holds) {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

test("nothing is loaded while the tab is not seen", async () => {
  const { element, links } = await pageWith({ [BUNDLE]: program("bundle") });
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(element.ran, undefined);
  assert.deepEqual(links, []);
});

test("the program comes in one piece, the style sheet beside it", async () => {
  const { element, links, show } = await pageWith({
    [BUNDLE]: program("bundle"),
    [MODULES]: program("modules"),
  });
  show();
  assert.equal(links.length, 1, "before the program is there");
  assert.match(links[0].href, /static\/css\/all\.css$/);
  await until(() => element.ran);
  assert.equal(element.ran, "bundle");
  assert.deepEqual(element.boot, { title: "Mine" });
  assert.match(element.base ?? "", /^file:.*\/$/);
});

for (const [what, files] of /** @type {[string, Record<string, string>][]} */ ([
  ["is not there", {}],
  ["is a page of somebody else", { [BUNDLE]: "<!doctype html>" }],
  ["breaks while it runs", { [BUNDLE]: "throw new Error();" }],
  ["starts nothing", { [BUNDLE]: "export const other = 1;" }],
])) {
  test(`where the one piece ${what}, the modules come one by one`, async () => {
    const { element, show } = await pageWith({ ...files, [MODULES]: program("modules") });
    show();
    await until(() => element.ran);
    assert.equal(element.ran, "modules");
    assert.equal(element.dataset.state, "connecting");
  });
}

test("where neither can be had the person may try again", async () => {
  const { element, put, errors, show } = await pageWith({});
  show();
  await until(() => element.words);
  assert.equal(element.words, REFUSED);
  assert.equal(element.dataset.state, "error");
  assert.match(String(errors), /Cannot find module .*app\.mjs/);
  await put(BUNDLE, program("bundle"));
  assert.equal(element.children[1].textContent, "Try again");
  element.children[1].dispatchEvent(new Event("click"));
  await until(() => element.ran);
  assert.equal(element.ran, "bundle");
  assert.deepEqual(element.children, []);
});

test("a style sheet that failed is taken away, so that the program links it anew", async () => {
  const { element, links, show } = await pageWith({ [BUNDLE]: program("bundle") });
  show();
  links[0].dispatchEvent(new Event("error"));
  await until(() => element.ran);
  assert.deepEqual(links, []);
});

test("another copy of the entry starts nothing a second time", async () => {
  const { element, links, show } = await pageWith({ [BUNDLE]: program("bundle") });
  await import(`${ENTRY}?copy=${Math.random()}`);
  show();
  await until(() => element.ran);
  assert.equal(links.length, 1);
});

/** Neither comes nor fails, as behind a proxy that swallows requests; resolves once it is waited for. */
async function hangingPage() {
  const seen = /** @type {any} */ (globalThis);
  seen.isHanging = false;
  const page = await pageWith({
    [BUNDLE]: "globalThis.isHanging = true; await new Promise(() => {});",
  });
  page.show();
  await until(() => seen.isHanging);
  return page;
}

test("a program that does not come is asked for once more, by another address", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { element, put } = await hangingPage();
  await put(BUNDLE, program("bundle"));
  t.mock.timers.tick(9_999);
  assert.equal(element.ran, undefined);
  t.mock.timers.tick(1);
  await until(() => element.ran);
  assert.equal(element.ran, "bundle");
  t.mock.timers.tick(60_000);
  assert.deepEqual(element.children, []);
});

test("a program that never comes is told of in words, and may be tried again", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { element, put } = await hangingPage();
  t.mock.timers.tick(20_000);
  assert.match(element.words, /does not come/);
  assert.equal(element.dataset.state, "error");
  await put(BUNDLE, program("bundle"));
  element.children[1].dispatchEvent(new Event("click"));
  await until(() => element.ran);
  assert.deepEqual([element.children, element.dataset.state], [[], "connecting"]);
});

test("a program that comes after all is taken, and only once", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const late = `await new Promise((resolve) => { globalThis.comeNow = resolve; });`;
  const { element, show } = await pageWith({ [BUNDLE]: `${late} ${program("bundle")}` });
  show();
  const come = () => /** @type {any} */ (globalThis).comeNow;
  await until(come);
  t.mock.timers.tick(20_000);
  assert.equal(element.dataset.state, "error");
  come()();
  await until(() => element.ran);
  assert.deepEqual([element.children, element.dataset.state], [[], "connecting"]);
});
