import assert from "node:assert/strict";
import test from "node:test";
import { TicketPurse } from "../../../javascript/evergallery/wire/ticket_purse.mjs";

test("a ticket is good for one socket", () => {
  const purse = new TicketPurse();
  assert.equal(purse.take(0), "");
  purse.put("ticket", 0);
  assert.ok(purse.isFilled(1));
  assert.deepEqual([purse.take(1), purse.take(1)], ["ticket", ""]);
});

test("an old ticket is none", () => {
  const purse = new TicketPurse();
  purse.put("ticket", 0);
  assert.ok(!purse.isFilled(35_000));
  assert.equal(purse.take(35_000), "");
});

test("the newest is kept, and none is news too", () => {
  const purse = new TicketPurse();
  purse.put("old", 0);
  purse.put("new", 1);
  assert.equal(purse.take(2), "new");
  purse.put("one more", 3);
  purse.put("", 4);
  assert.ok(!purse.isFilled(5));
});
