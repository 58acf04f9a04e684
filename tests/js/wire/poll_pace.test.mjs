import test from "node:test";
import { PollPace } from "../../../javascript/evergallery/wire/poll_pace.mjs";
import { assertAsWritten } from "./twin_vectors.mjs";

test("it does what the vectors say, as its Python twin does", () => {
  assertAsWritten(PollPace);
});
