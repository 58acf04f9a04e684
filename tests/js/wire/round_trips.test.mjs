import test from "node:test";
import { RoundTrips } from "../../../javascript/evergallery/wire/round_trips.mjs";
import { assertAsWritten } from "./twin_vectors.mjs";

test("it does what the vectors say, as its Python twin does", () => {
  assertAsWritten(RoundTrips);
});
