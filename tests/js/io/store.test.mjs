import assert from "node:assert/strict";
import { test } from "node:test";
import { Store } from "../../../javascript/evergallery/io/store.mjs";

/** A shelf over a map; `faults` names methods that throw. @param {string[]} faults */
function shelf(...faults) {
  /** @type {Map<string, string>} */
  const values = new Map();
  const guard = (/** @type {string} */ name) => {
    if (faults.includes(name)) throw new DOMException(name, "QuotaExceededError");
  };
  return {
    values,
    faults,
    getItem: (/** @type {string} */ key) => {
      guard("getItem");
      return values.get(key) ?? null;
    },
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => {
      guard("setItem");
      values.set(key, value);
    },
    removeItem: (/** @type {string} */ key) => {
      guard("removeItem");
      values.delete(key);
    },
  };
}

test("values are kept as JSON under our prefix, and the feature test leaves nothing", () => {
  const kept = shelf();
  const store = new Store(() => kept);
  store.set("size", { px: 3 });
  assert.deepEqual([...kept.values], [["evergallery:size", '{"px":3}']]);
  assert.deepEqual(store.get("size", null), { px: 3 });
  store.remove("size");
  assert.equal(store.get("size", 7), 7);
});

test("what cannot be read is the fallback", () => {
  const kept = shelf();
  const store = new Store(() => kept);
  kept.values.set("evergallery:size", "{broken");
  assert.equal(store.get("size", 7), 7);
});

for (const [name, open] of /** @type {[string, () => any][]} */ ([
  ["absent", () => undefined],
  ["full from the start", () => shelf("setItem")],
  [
    "forbidden",
    () => {
      throw new DOMException("denied", "SecurityError");
    },
  ],
])) {
  test(`with storage ${name} values live as long as the page`, () => {
    const store = new Store(open);
    store.set("size", 3);
    assert.equal(store.get("size", 0), 3);
    store.remove("size");
    assert.equal(store.get("size", 0), 0);
  });
}

test("storage that fails later never throws", () => {
  const kept = shelf();
  const store = new Store(() => kept);
  kept.faults.push("getItem", "setItem", "removeItem");
  store.set("size", 3);
  store.remove("size");
  assert.equal(store.get("size", 9), 9);
});
