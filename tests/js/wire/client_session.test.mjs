import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { ClientSession } from "../../../javascript/evergallery/wire/client_session.mjs";

const FOLDER = new URL("../../vectors/", import.meta.url);
const SESSION_ID = "vector-session-aaaaaaaaaa";

/** @param {string} name */
const camel = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

/** @param {unknown} argument */
function asArgument(argument) {
  if (typeof argument !== "object" || argument === null) return argument;
  if ("hex" in argument) return Uint8Array.from(Buffer.from(String(argument.hex), "hex"));
  return "type" in argument ? JSON.stringify(argument) : argument;
}

/** @param {ClientSession} session @param {any} step */
function outcome(session, step) {
  const { now, asked = now, call, args = [] } = step;
  const method = /** @type {any} */ (session)[camel(call)];
  method.apply(session, [...args.map(asArgument), now]);
  const wanted = session.transportsWanted();
  const { state, transport, reason, rttMs } = session.status();
  return {
    said: said(
      session,
      wanted.map(({ attachment }) => attachment),
      now,
    ),
    events: session.eventsReceived(),
    wanted: wanted.map(({ attachment, kind, waitMs, ticket }) => [
      attachment,
      kind,
      waitMs,
      ...(ticket ? [ticket] : []),
    ]),
    status: [state, transport, reason, rttMs],
    deadline: session.nextDeadline(asked),
  };
}

/** @param {ClientSession} session @param {number[]} numbers @param {number} now */
function said(session, numbers, now) {
  const all = numbers.map((number) => [number, session.dataToSend(number, now)]);
  const some = all.filter(([, texts]) => /** @type {string[]} */ (texts).length > 0);
  return Object.fromEntries(
    some.map(([number, texts]) => [
      number,
      /** @type {string[]} */ (texts).map((text) => JSON.parse(text)),
    ]),
  );
}

for (const name of readdirSync(FOLDER).filter((file) => /^link_.*\.json$/.test(file))) {
  const scenario = JSON.parse(readFileSync(new URL(name, FOLDER), "utf8"));
  test(`${name}: ${scenario.about}`, () => {
    const session = new ClientSession({
      sessionId: SESSION_ID,
      settings: scenario.settings,
      random: () => 0.5,
      memory: scenario.memory,
      rttHintMs: scenario.rtt_hint_ms,
    });
    for (const [index, step] of scenario.steps.entries()) {
      const label = `step ${index}: ${step.call} at ${step.now}`;
      assert.deepEqual(outcome(session, step), step.then, label);
    }
  });
}

test("a poll that was parked was not silent meanwhile", () => {
  const settings = { transport: "http_long" };
  const session = new ClientSession({ sessionId: SESSION_ID, settings, random: () => 0 });
  session.connect(0);
  assert.equal(session.status().figures.longestSilenceMs, 0);
  const [{ attachment }] = session.transportsWanted();
  session.transportOpened(attachment, 100);
  session.dataToSend(attachment, 100);
  const body = { version: 1, epoch: "e", resumed: true, nonce: attachment, held_ms: 800 };
  session.receiveText(attachment, JSON.stringify({ type: "welcome", ack: 0, body }), 1_050);
  assert.equal(session.status().figures.longestSilenceMs, 150);
});
