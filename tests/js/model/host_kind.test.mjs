import assert from "node:assert/strict";
import test from "node:test";

import { hostKind } from "../../../javascript/evergallery/model/host_kind.mjs";

/** @param {string} kind @param {string[]} names */
const are = (kind, ...names) => {
  for (const name of names) assert.equal(hostKind(name), kind, name);
};

test("this machine, the own network and the rest of the world are told apart", () => {
  are("localhost", "localhost", "gallery.localhost", "127.0.0.1", "127.1.2.3", "[::1]");
  are("private", "192.168.1.2", "10.0.0.7", "172.20.1.1", "100.101.2.3", "[fd12::1]", "[fe80::1]");
  are("private", "nas", "nas.local", "desktop.lan");
  are("public address", "8.8.8.8", "172.32.0.1", "[2001:db8::1]");
  are("other", "gallery.example.org", "127.0.0.1.example.org");
});

test("a place known for its network is named, but not whose it is", () => {
  are("runpod.net", "abc123-7860.proxy.runpod.net");
  are("gradio.live", "0f3e.gradio.live");
  are("trycloudflare.com", "some-words-here.trycloudflare.com");
  are("other", "notrunpod.net", "runpod.net.example.org");
});
