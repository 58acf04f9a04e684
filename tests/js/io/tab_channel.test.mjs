import assert from "node:assert/strict";
import { once } from "node:events";
import test from "node:test";

import { tabChannel } from "../../../javascript/evergallery/io/tab_channel.mjs";

/** Windows of one browser without BroadcastChannel: what one writes, the others hear of. */
class Windows {
  /** @type {Map<string, string>} */ values = new Map();
  /** @type {Set<EventTarget>} */ all = new Set();
  isForbidden = false;

  open() {
    const scope = new EventTarget();
    this.all.add(scope);
    const setItem = (/** @type {string} */ key, /** @type {string} */ newValue) => {
      if (this.isForbidden) throw new DOMException("forbidden", "SecurityError");
      if (this.values.get(key) === newValue) return;
      this.values.set(key, newValue);
      for (const other of this.all) {
        const event = Object.assign(new Event("storage"), { key, newValue });
        if (other !== scope) other.dispatchEvent(event);
      }
    };
    return /** @type {any} */ (Object.assign(scope, { localStorage: { setItem } }));
  }
}

/** @param {any} scope */
function listening(scope) {
  const channel = tabChannel("said", scope);
  /** @type {any[]} */
  const heard = [];
  channel.onmessage = (message) => heard.push(message);
  return { channel, heard };
}

test("tabs hear each other, and not themselves", async () => {
  const scope = /** @type {any} */ ({ BroadcastChannel });
  const [one, other] = [listening(scope), listening(scope)];
  const outside = new BroadcastChannel("said");
  one.channel.post({ news: true });
  await once(/** @type {any} */ (outside), "message");
  assert.deepEqual([one.heard, other.heard], [[], [{ news: true }]]);
  for (const each of [one.channel, other.channel, outside]) each.close();
});

test("without BroadcastChannel they hear each other through localStorage, twice the same too", () => {
  const windows = new Windows();
  const [one, other] = [listening(windows.open()), listening(windows.open())];
  one.channel.post({ news: true });
  one.channel.post({ news: true });
  assert.deepEqual([one.heard, other.heard.length], [[], 2]);
});

test("a closed channel hears nothing more", () => {
  const windows = new Windows();
  const [one, other] = [listening(windows.open()), listening(windows.open())];
  other.channel.close();
  one.channel.post({ news: true });
  assert.deepEqual(other.heard, []);
});

test("where storage is forbidden nobody hears, and nothing fails", () => {
  const windows = new Windows();
  windows.isForbidden = true;
  const [one, other] = [listening(windows.open()), listening(windows.open())];
  one.channel.post({ news: true });
  assert.deepEqual(other.heard, []);
});

test("what another program left under our name is no message", () => {
  const windows = new Windows();
  const { heard } = listening(windows.open());
  windows.open().localStorage.setItem("said", "{");
  assert.deepEqual(heard, [null]);
});
