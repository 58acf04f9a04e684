import assert from "node:assert/strict";
import { test } from "node:test";
import { makeDriver, newSecret } from "../../../javascript/evergallery/io/make_driver.mjs";
import { Store } from "../../../javascript/evergallery/io/store.mjs";

const BASE = "http://host/sub/";
const noShelf = () => undefined;

/** A browser's window without WebSockets, whose requests are collected and never answered. */
function fakeScope() {
  /** @type {{url: string, body: any}[]} */
  const requests = [];
  const scope = Object.assign(new EventTarget(), {
    crypto,
    navigator: { onLine: true },
    gradio_config: { api_prefix: "/gradio_api" },
    setTimeout: (/** @type {any[]} */ ...args) => setTimeout(.../** @type {[any]} */ (args)),
    clearTimeout: (/** @type {any} */ handle) => clearTimeout(handle),
    fetch: (/** @type {string} */ url, /** @type {any} */ { body }) => {
      requests.push({ url, body: JSON.parse(body) });
      return new Promise(() => {});
    },
  });
  return { scope: /** @type {any} */ (scope), requests };
}

test("without sockets the first words go to Gradio's endpoint beside the page", async () => {
  const { scope, requests } = fakeScope();
  const page = /** @type {any} */ (
    Object.assign(new EventTarget(), { visibilityState: "visible" })
  );
  const driver = makeDriver({ base: BASE, settings: {}, scope, page, store: new Store(noShelf) });
  driver.start();
  driver.request("folders", {});
  while (requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  driver.stop();
  const [{ url, body }] = requests;
  assert.match(url, /^http:\/\/host\/sub\/gradio_api\/run\/evergallery_poll\?n=/);
  const types = JSON.parse(body.data[0]).map((/** @type {any} */ { type }) => type);
  assert.deepEqual(types, ["hello", "request"]);
});

test("a secret has 128 bits in url-safe characters and is never the same", () => {
  const ids = Array.from({ length: 100 }, () => newSecret(crypto));
  for (const id of ids) assert.match(id, /^[A-Za-z0-9_-]{22}$/);
  assert.equal(new Set(ids).size, 100);
});
