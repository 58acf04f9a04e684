import assert from "node:assert/strict";
import test from "node:test";

import { Store } from "../../../javascript/evergallery/io/store.mjs";
import { Preferences } from "../../../javascript/evergallery/view/preferences.mjs";

const emptyStore = () => new Store(() => undefined);

test("a phone begins with squares and a closed drawer, a desktop with rows and folders", () => {
  const phone = new Preferences(emptyStore(), "narrow");
  assert.equal(phone.shape.mode, "squares");
  assert.equal(phone.withFolders, false);
  assert.equal(phone.withInfo, false);
  const desktop = new Preferences(emptyStore(), "wide");
  assert.equal(desktop.shape.mode, "rows");
  assert.equal(desktop.withFolders, true);
  assert.equal(desktop.withInfo, true);
});

test("what was set is found again, each width by itself", () => {
  const store = emptyStore();
  new Preferences(store, "wide").shape = { mode: "squares", step: 90 };
  assert.deepEqual(new Preferences(store, "wide").shape, { mode: "squares", step: 90 });
  assert.equal(new Preferences(store, "narrow").shape.step, 30);
});

test("nonsense in the store is not taken over", () => {
  const store = emptyStore();
  store.set("shape_wide", { mode: "spiral", step: "big" });
  store.set("order", "backwards");
  const preferences = new Preferences(store, "wide");
  assert.equal(preferences.shape.mode, "rows");
  assert.equal(preferences.order.sort, "date");
});

test("a window that becomes wide finds what was set for wide ones", () => {
  const preferences = new Preferences(emptyStore(), "narrow");
  preferences.width = "wide";
  assert.equal(preferences.shape.mode, "rows");
  assert.equal(preferences.withFolders, true);
});
