import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CallFailed,
  GradioCall,
  pollUrls,
} from "../../../javascript/evergallery/io/gradio_call.mjs";

const BASE = "http://host/a/b/";
const JSON_TYPE = { "Content-Type": "application/json" };
const NOW = Date.UTC(2026, 0, 1);

/** @param {string} text */
function answer(text) {
  return new Response(JSON.stringify({ data: [text], duration: 0.1 }), { headers: JSON_TYPE });
}

/** @param {string} text @param {ResponseInit} [init] */
function page(text, init = {}) {
  return new Response(text, { headers: { "Content-Type": "text/html" }, ...init });
}

/**
 * @param {((url: string, init: RequestInit) => any)[]} answers one per request, the last for all others
 * @param {string[]} [urls]
 */
function house(answers, urls = pollUrls([BASE], "/gradio_api")) {
  /** @type {{url: string, init: RequestInit}[]} */
  const requests = [];
  const fetch = async (/** @type {string} */ url, /** @type {RequestInit} */ init) => {
    requests.push({ url, init });
    return answers[Math.min(requests.length, answers.length) - 1](url, init);
  };
  return { call: new GradioCall({ fetch, urls, clock: () => NOW }), requests };
}

/**
 * @param {(url: string, init: RequestInit) => any} reply
 * @param {string} [url]
 */
async function failureOf(reply, url) {
  const { call } = house([reply], url ? [url] : undefined);
  try {
    await call.post("[]", new AbortController().signal);
  } catch (error) {
    assert.ok(error instanceof CallFailed);
    return error.failure;
  }
  return assert.fail("the call was answered");
}

/** @param {{status?: number, headers?: Record<string, string>}} options */
function refusal({ status = 200, headers = {} }) {
  return () => new Response("", { status, headers });
}

test("candidates begin with what Gradio says and stay beside the page", () => {
  assert.deepEqual(pollUrls([BASE], "/gradio_api"), [
    "http://host/a/b/gradio_api/run/evergallery_poll",
    "http://host/a/b/run/evergallery_poll",
  ]);
  assert.equal(pollUrls([BASE], undefined)[0], "http://host/a/b/run/evergallery_poll");
});

test("a call posts one text with the constant session hash, past every cache", async () => {
  const { call, requests } = house([() => answer("out")]);
  assert.equal(await call.post("in", new AbortController().signal), "out");
  const [{ url, init }] = requests;
  assert.match(url, /^http:\/\/host\/a\/b\/gradio_api\/run\/evergallery_poll\?n=/);
  assert.equal(init.method, "POST");
  assert.equal(init.cache, "no-store");
  assert.deepEqual(JSON.parse(String(init.body)), { data: ["in"], session_hash: "evergallery" });
});

test("no two calls have the same address, whatever a cache thinks of POST", async () => {
  const { call, requests } = house([() => answer("one"), () => answer("two")]);
  const { signal } = new AbortController();
  await call.post("in", signal);
  await call.post("in", signal);
  assert.notEqual(requests[0].url, requests[1].url);
});

test("a wrong address is left for the next, and the one that answered is kept", async () => {
  const { call, requests } = house([refusal({ status: 404 }), () => answer("out")]);
  const { signal } = new AbortController();
  assert.equal(await call.post("in", signal), "out");
  await call.post("in", signal);
  assert.deepEqual(
    requests.map(({ url }) => new URL(url).pathname),
    [
      "/a/b/gradio_api/run/evergallery_poll",
      "/a/b/run/evergallery_poll",
      "/a/b/run/evergallery_poll",
    ],
  );
});

test("when the kept address is gone all candidates are tried again", async () => {
  const gone = refusal({ status: 404 });
  const { call, requests } = house([() => answer("out"), gone, () => answer("again")]);
  const { signal } = new AbortController();
  await call.post("in", signal);
  await assert.rejects(call.post("in", signal), CallFailed);
  assert.equal(await call.post("in", signal), "again");
  assert.equal(requests.length, 3);
});

test("every address wrong is a refusal", async () => {
  assert.deepEqual(await failureOf(refusal({ status: 404 })), { reason: "refused", code: 404 });
});

test("no login is auth", async () => {
  assert.deepEqual(await failureOf(refusal({ status: 401 })), { reason: "auth", code: 401 });
});

test("a redirect to a login page is auth", async () => {
  const redirected = () => Object.defineProperty(page("<form>"), "redirected", { value: true });
  assert.equal((await failureOf(redirected)).reason, "auth");
});

test("a redirect to another host's login is auth, though fetch calls it a network error", async () => {
  const edge = (/** @type {string} */ _, /** @type {RequestInit} */ init) => {
    if (init.redirect === "manual") return { type: "opaqueredirect" };
    throw new TypeError("Failed to fetch");
  };
  assert.equal((await failureOf(edge, "https://host/run/x")).reason, "auth");
});

test("a page that is not JSON is html", async () => {
  assert.deepEqual(await failureOf(() => page("<h1>Are you human?</h1>")), {
    reason: "html",
    code: 200,
  });
});

test("JSON cut short on the way is a network failure", async () => {
  const cut = () => new Response('{"data": ["[{', { headers: JSON_TYPE });
  assert.equal((await failureOf(cut)).reason, "network");
});

test("429 is busy, with the seconds or the date of Retry-After", async () => {
  const seconds = { status: 429, headers: { "Retry-After": "3" } };
  assert.deepEqual(await failureOf(refusal(seconds)), {
    reason: "busy",
    code: 429,
    retryAfterMs: 3_000,
  });
  const date = new Date(NOW + 7_000).toUTCString();
  const dated = await failureOf(refusal({ status: 429, headers: { "Retry-After": date } }));
  assert.equal(dated.retryAfterMs, 7_000);
  const nonsense = await failureOf(refusal({ status: 429, headers: { "Retry-After": "soon" } }));
  assert.equal("retryAfterMs" in nonsense, false);
});

for (const status of [500, 502, 504, 524]) {
  test(`${status} is the server's`, async () => {
    assert.deepEqual(await failureOf(refusal({ status })), { reason: "server", code: status });
  });
}

test("fetch's TypeError is the network's", async () => {
  const lost = () => {
    throw new TypeError("Failed to fetch");
  };
  assert.deepEqual(await failureOf(lost), { reason: "network" });
});

test("an aborted call is a timeout", async () => {
  const abort = new AbortController();
  const { call } = house([
    () => {
      abort.abort();
      throw new DOMException("aborted", "AbortError");
    },
  ]);
  await assert.rejects(call.post("[]", abort.signal), (error) => {
    assert.ok(error instanceof CallFailed);
    return error.failure.reason === "timeout";
  });
});
