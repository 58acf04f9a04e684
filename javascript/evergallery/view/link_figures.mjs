import { make, setText } from "./dom.mjs";
import { figureGroups } from "./figure_rows.mjs";

/** What happened to the link, in numbers. */
export class LinkFigures {
  element = make("div", { class: "eg-link-figures" });
  #built = "";

  /**
   * While the names stay, only what has changed is written: whoever is reading or copying is not disturbed.
   *
   * @param {import("../model/link_facts.mjs").LinkFacts} facts
   */
  show(facts) {
    const groups = figureGroups(facts);
    const rows = groups.flatMap((group) => group.rows);
    const built = rows.map(({ name }) => name).join("\n");
    if (built !== this.#built) this.element.replaceChildren(...groups.map(groupList));
    this.#built = built;
    const values = this.element.querySelectorAll("dd");
    rows.forEach(({ value }, index) => {
      setText(values[index], value);
    });
  }
}

/** @param {import("./figure_rows.mjs").FigureGroup} group */
function groupList({ title, rows }) {
  const lines = rows.map(({ name, hint }) =>
    make("div", { class: "eg-figure", title: hint }, make("dt", {}, name), make("dd")),
  );
  return make(
    "section",
    { class: "eg-link-part" },
    make("h4", { class: "eg-link-title" }, title),
    make("dl", { class: "eg-figures", "aria-label": title }, ...lines),
  );
}
