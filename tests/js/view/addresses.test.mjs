import assert from "node:assert/strict";
import test from "node:test";

import { Addresses } from "../../../javascript/evergallery/view/addresses.mjs";

const addresses = new Addresses("https://host.example/a/b/");

/** @type {import("../../../javascript/evergallery/model/item.mjs").Item} */
const ITEM = {
  id: 7,
  name: "a fox #1?.png",
  width: 1,
  height: 1,
  mtimeS: 0,
  sizeBytes: 1,
  version: "k3/x",
  kind: "image",
  color: -1,
  favourite: false,
};

test("addresses lie below the page, whatever it is called", () => {
  assert.equal(addresses.thumbnail(ITEM), "https://host.example/a/b/evergallery/v1/thumb/7/k3%2Fx");
});

test("names with special characters stay one part of the path", () => {
  assert.equal(
    addresses.original(ITEM),
    "https://host.example/a/b/evergallery/v1/file/7/a%20fox%20%231%3F.png?v=k3%2Fx",
  );
  assert.match(addresses.download(ITEM), /\?v=k3%2Fx&download=1$/);
});
