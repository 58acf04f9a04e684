import test from "node:test";
import { LinkMemory } from "../../../javascript/evergallery/wire/link_memory.mjs";
import { assertAsWritten } from "./twin_vectors.mjs";

test("it does what the vectors say, as its Python twin does", () => {
  assertAsWritten(LinkMemory);
});
