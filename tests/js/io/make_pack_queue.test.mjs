import assert from "node:assert/strict";
import test from "node:test";

import { makePackQueue } from "../../../javascript/evergallery/io/make_pack_queue.mjs";
import { FakeLink, FakePicture, FakeUrls } from "./pack_fakes.mjs";

/** @param {Record<string, any>} [settings] */
function madeQueue(settings = {}) {
  const link = new FakeLink();
  /** @type {string[]} */ const fetched = [];
  const scope = {
    URL: new FakeUrls(),
    performance: { getEntriesByName: () => [{ transferSize: 123 }] },
    setTimeout: () => 0,
    clearTimeout: () => {},
    fetch: (/** @type {string} */ url) => {
      fetched.push(url);
      return new Promise(() => {});
    },
  };
  const stopping = new AbortController();
  const queue = makePackQueue({
    scope: /** @type {any} */ (scope),
    base: "http://host/sub/",
    link,
    settings,
    cache: null,
    signal: stopping.signal,
  });
  const want = () => {
    const picture = new FakePicture();
    const [loaded, failed] = [() => {}, () => {}];
    queue.want({
      id: 1,
      version: "a",
      url: "thumb/1",
      rank: 0,
      picture: /** @type {any} */ (picture),
      loaded,
      failed,
    });
    queue.flush();
    return picture;
  };
  return { link, fetched, queue, want, stopping };
}

test("packs go over the link's socket", () => {
  const { link, fetched, want } = madeQueue();
  want();
  assert.deepEqual([link.sent, fetched], [[[[1, "a"]]], []]);
});

test("without a socket they are posted beside the page", () => {
  const { link, fetched, want } = madeQueue();
  link.transport = "http";
  want();
  assert.deepEqual(fetched, ["http://host/sub/evergallery/v1/pack"]);
});

test("the setting thumbnail_packs is obeyed, and the browser says what single pictures weigh", () => {
  const { link, queue, want } = madeQueue({ thumbnail_packs: false });
  const picture = want();
  picture.fire("load");
  assert.deepEqual([picture.src, link.sent], ["thumb/1", []]);
  assert.equal(queue.figures().bytes.single, 123);
});

test("what waits is looked at again when the link changes", () => {
  const { link, fetched, want } = madeQueue();
  want();
  link.transport = "http";
  link.tell("packs_lost", { tokens: [1] });
  link.tell("change", {});
  assert.equal(fetched.length, 1);
});
