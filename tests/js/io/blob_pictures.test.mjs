import assert from "node:assert/strict";
import test from "node:test";

import { BlobPictures } from "../../../javascript/evergallery/io/blob_pictures.mjs";
import { FakePicture, FakeUrls } from "./pack_fakes.mjs";

function blobPictures() {
  const urls = new FakeUrls();
  const pictures = new BlobPictures(urls);
  /** @type {string[]} */ const log = [];
  const show = (/** @type {FakePicture} */ picture) =>
    pictures.show(/** @type {any} */ (picture), new Blob(["x"]), {
      loaded: () => log.push("loaded"),
      failed: () => log.push("failed"),
    });
  return { urls, pictures, log, show };
}

test("a shown picture holds one blob URL, and keeps it while it is seen", () => {
  const { urls, log, show } = blobPictures();
  const picture = new FakePicture();
  show(picture);
  picture.fire("load");
  assert.deepEqual(log, ["loaded"]);
  assert.deepEqual([...urls.held.keys()], [picture.src]);
});

test("the URL of what it showed before is taken back", () => {
  const { urls, pictures, show } = blobPictures();
  const picture = new FakePicture();
  for (let time = 0; time < 5; time += 1) show(picture);
  assert.deepEqual([urls.held.size, pictures.count], [1, 1]);
});

test("cleared, it shows nothing, holds nothing and says nothing", () => {
  const { urls, pictures, log, show } = blobPictures();
  const picture = new FakePicture();
  show(picture);
  pictures.clear(/** @type {any} */ (picture));
  pictures.clear(/** @type {any} */ (picture));
  picture.fire("load");
  assert.deepEqual([picture.src, urls.held.size, pictures.count, log], ["", 0, 0, []]);
});

test("bytes that are no picture are let go before anybody hears of it", () => {
  const { urls, log, show } = blobPictures();
  const picture = new FakePicture();
  show(picture);
  picture.fire("error");
  picture.fire("error");
  assert.deepEqual([picture.src, urls.held.size, log], ["", 0, ["failed"]]);
});
