import assert from "node:assert/strict";
import test from "node:test";
import { IDBFactory } from "fake-indexeddb";

import { CacheDb } from "../../../javascript/evergallery/io/cache_db.mjs";
import { DATABASE, VERSION } from "../../../javascript/evergallery/io/cache_schema.mjs";
import { afterAWhile, forbiddenDatabases, hangingDatabases, soon } from "./cache_fakes.mjs";

/** @param {IDBFactory} indexedDB @returns {Promise<CacheDb>} */
async function opened(indexedDB) {
  const db = await CacheDb.open({ indexedDB, later: soon });
  assert.ok(db);
  return db;
}

/** @param {string} key */
function put(key, size = 10, usedMs = 0) {
  const entry = { key, place: "/", scope: "ours", size, usedMs };
  return { entry, body: { version: "v1", value: `value of ${key}` } };
}

test("what was written is read together, in the order asked", async () => {
  const db = await opened(new IDBFactory());
  assert.equal(await db.write({ puts: [put("a"), put("b")], nowMs: 0 }), true);
  const bodies = await db.getMany(["b", "missing", "a"]);
  assert.deepEqual(
    bodies.map((body) => body?.value),
    ["value of b", undefined, "value of a"],
  );
});

test("what was deleted is gone, with what was known of it", async () => {
  const db = await opened(new IDBFactory());
  await db.write({ puts: [put("a"), put("b")], nowMs: 0 });
  await db.write({ deletes: ["a"], nowMs: 0 });
  assert.deepEqual(await db.getMany(["a"]), [undefined]);
  assert.deepEqual(
    (await db.entries()).map(({ key }) => key),
    ["b"],
  );
});

test("a time of use is written once an hour, and never for what is gone", async () => {
  const db = await opened(new IDBFactory());
  await db.write({ puts: [put("a", 10, 1_000)], nowMs: 1_000 });
  await db.write({ touches: ["a", "gone"], nowMs: 60_000 });
  assert.equal((await db.entries())[0].usedMs, 1_000);
  await db.write({ touches: ["a", "gone"], nowMs: 3_700_000 });
  const entries = await db.entries();
  assert.deepEqual(
    entries.map(({ key, usedMs }) => [key, usedMs]),
    [["a", 3_700_000]],
  );
});

test("a second visit finds what the first one wrote", async () => {
  const indexedDB = new IDBFactory();
  const first = await opened(indexedDB);
  await first.write({ puts: [put("a")], nowMs: 0 });
  first.close();
  const second = await opened(indexedDB);
  assert.equal((await second.getMany(["a"]))[0]?.value, "value of a");
});

test("without a database there is none, and nobody is told of an error", async () => {
  assert.equal(await CacheDb.open({ indexedDB: undefined, later: soon }), null);
  assert.equal(await CacheDb.open({ indexedDB: forbiddenDatabases(), later: soon }), null);
});

test("a database that never opens is given up after 300 ms", async () => {
  /** @type {number[]} */
  const waits = [];
  /** @type {import("../../../javascript/evergallery/io/later.mjs").Later} */
  const later = (callback, delayMs) => {
    waits.push(delayMs);
    return soon(callback, 0);
  };
  assert.equal(await CacheDb.open({ indexedDB: hangingDatabases(), later }), null);
  assert.deepEqual(waits, [300]);
});

test("a database that opens too late is closed again, so that it blocks no other tab", async () => {
  const indexedDB = new IDBFactory();
  let closed = 0;
  /** @type {any} */
  const late = {
    open: (/** @type {string} */ name, /** @type {number} */ version) => {
      const request = indexedDB.open(name, version);
      request.addEventListener("success", () => {
        const { result } = request;
        const close = result.close.bind(result);
        result.close = () => {
          closed += 1;
          close();
        };
      });
      return request;
    },
  };
  /** @type {import("../../../javascript/evergallery/io/later.mjs").Later} */
  const impatient = (callback) => {
    callback();
    return () => {};
  };
  assert.equal(await CacheDb.open({ indexedDB: late, later: impatient }), null);
  await afterAWhile();
  assert.equal(closed, 1);
});

test("a database that a newer gallery has written is left alone", async () => {
  const indexedDB = new IDBFactory();
  await new Promise((resolve) => {
    indexedDB.open(DATABASE, VERSION + 1).onsuccess = ({ target }) => {
      /** @type {any} */ (target).result.close();
      resolve(undefined);
    };
  });
  assert.equal(await CacheDb.open({ indexedDB, later: soon }), null);
});

test("a tab with an older gallery lets go when a newer one wants to upgrade", async () => {
  const indexedDB = new IDBFactory();
  const old = await opened(indexedDB);
  const upgraded = new Promise((resolve) => {
    indexedDB.open(DATABASE, VERSION + 1).onsuccess = () => resolve(undefined);
  });
  await upgraded;
  assert.equal(old.isOpen, false);
  assert.deepEqual(await old.getMany(["a"]), [undefined]);
  assert.equal(await old.write({ puts: [put("a")], nowMs: 0 }), false);
  assert.deepEqual(await old.entries(), []);
});

test("a database that stops answering is asked once and not again", async () => {
  let asked = 0;
  const hanging = {
    close: () => {},
    transaction: () => {
      asked += 1;
      return { objectStore: () => ({ get: () => ({}) }) };
    },
  };
  /** @type {import("../../../javascript/evergallery/io/later.mjs").Later} */
  const impatient = (callback) => soon(callback, 0);
  const db = new CacheDb(/** @type {any} */ (hanging), impatient);
  assert.deepEqual(await db.getMany(["a"]), [undefined]);
  assert.equal(db.isOpen, false);
  assert.equal(asked, 1);
});

test("a write that the disk has no room for fails as a whole and says so", async () => {
  const db = await opened(new IDBFactory());
  const unclonable = { entry: put("b").entry, body: { version: "v1", value: () => {} } };
  assert.equal(await db.write({ puts: [unclonable], nowMs: 0 }), false);
});
