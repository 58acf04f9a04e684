import { rttCurve } from "../layout/rtt_curve.mjs";
import { formatMs } from "../util/format_ms.mjs";
import { make, setAttribute, setText } from "./dom.mjs";
import { svg } from "./svg.mjs";

/** Of the drawing; it is stretched to the room there is. */
const WIDTH = 320;
const HEIGHT = 40;

/** The round trips as a small line, with the two numbers that matter. */
export class RttLine {
  #usual = make("span", { class: "eg-rtt-usual" });
  #most = make("span", { class: "eg-rtt-most" });
  #area = svg("path", { class: "eg-rtt-area" });
  #line = svg("path", { class: "eg-rtt-curve" });
  #middle = svg("path", { class: "eg-rtt-middle" });
  #drawing = svg(
    "svg",
    {
      class: "eg-rtt-drawing",
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: "none",
      "aria-hidden": "true",
    },
    this.#area,
    this.#middle,
    this.#line,
  );
  element = make(
    "div",
    { class: "eg-rtt" },
    make("div", { class: "eg-rtt-head" }, "Round trip", this.#usual, this.#most),
    this.#drawing,
  );

  /** @param {import("../model/link_facts.mjs").RoundTrips} trips */
  show({ p50Ms, p95Ms, samples }) {
    setText(this.#usual, p50Ms === null ? "not measured yet" : formatMs(p50Ms));
    setText(this.#most, p95Ms === null ? "" : `95 % within ${formatMs(p95Ms)}`);
    setAttribute(this.#drawing, "class", samples.length > 1 ? "eg-rtt-drawing" : "eg-rtt-none");
    if (samples.length < 2) return;
    const curve = rttCurve(samples, { width: WIDTH, height: HEIGHT, p95Ms });
    setAttribute(this.#line, "d", curve.line);
    setAttribute(this.#area, "d", curve.area);
    setAttribute(this.#middle, "d", p50Ms === null ? "" : `M0 ${curve.yOf(p50Ms)}H${WIDTH}`);
  }
}
