import assert from "node:assert/strict";
import test from "node:test";
import { ClientAttachments } from "../../../javascript/evergallery/wire/client_attachments.mjs";

test("transports are numbered in the order they were wanted, and never twice", () => {
  const attachments = new ClientAttachments();
  attachments.open("websocket", 0, 10, "ticket");
  attachments.open("http", 20_000, 11);
  assert.deepEqual(attachments.wanted(), [
    { attachment: 1, kind: "websocket", waitMs: 0, ticket: "ticket" },
    { attachment: 2, kind: "http", waitMs: 20_000, ticket: "" },
  ]);
  attachments.drop("http");
  attachments.open("http", 0, 12);
  assert.deepEqual(
    attachments.polls.map(({ number }) => number),
    [3],
  );
});

test("what a removed socket owed is told once", () => {
  const attachments = new ClientAttachments();
  attachments.open("websocket", 0, 0);
  attachments.get(1)?.packs.add(7).add(8);
  attachments.remove(1);
  attachments.remove(1);
  assert.deepEqual(attachments.takeLostPacks(), [7, 8]);
  assert.deepEqual(attachments.takeLostPacks(), []);
});
