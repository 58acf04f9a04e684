import assert from "node:assert/strict";
import test from "node:test";

import { Store } from "../../../javascript/evergallery/io/store.mjs";
import { TransportChoice } from "../../../javascript/evergallery/view/transport_choice.mjs";

const BASE = "http://host/ui/";

const emptyStore = () => new Store(() => undefined);

test("the host's setting holds until the person chooses, and the choice outlives the page", () => {
  const store = emptyStore();
  const choice = new TransportChoice(store, BASE, "auto");
  assert.equal(choice.current, "auto");
  choice.choose("http_long");
  assert.equal(choice.current, "http_long");
  assert.equal(new TransportChoice(store, BASE, "auto").current, "http_long");
});

test("each server of an origin has its own", () => {
  const store = emptyStore();
  new TransportChoice(store, BASE, "auto").choose("http_long");
  assert.equal(new TransportChoice(store, "http://host/other/", "auto").current, "auto");
});

test("choosing what the host's setting is goes back to it", () => {
  const store = emptyStore();
  const choice = new TransportChoice(store, BASE, "auto");
  choice.choose("http_long");
  choice.choose("auto");
  assert.equal(choice.current, "auto");
  assert.equal(new TransportChoice(store, BASE, "websocket").current, "websocket");
});

test("a changed setting of the host ends the choice, the same one said again does not", () => {
  const store = emptyStore();
  const choice = new TransportChoice(store, BASE, "auto");
  choice.choose("http_long");
  choice.hostSays("auto");
  assert.equal(choice.current, "http_long");
  choice.hostSays("websocket");
  assert.equal(choice.current, "websocket");
  assert.equal(new TransportChoice(store, BASE, "auto").current, "auto");
});

test("a page made before the setting was changed does not cost the choice", () => {
  const store = emptyStore();
  new TransportChoice(store, BASE, "http_long").choose("websocket");
  const later = new TransportChoice(store, BASE, "auto");
  later.hostSays("http_long");
  assert.equal(later.current, "websocket");
});

test("nonsense in the store is nobody's choice", () => {
  const store = emptyStore();
  store.set("transport:/ui/", { name: 3 });
  assert.equal(new TransportChoice(store, BASE, "auto").current, "auto");
});
