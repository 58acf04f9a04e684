const NAMESPACE = "http://www.w3.org/2000/svg";

/** Drawn on a 20 px square with 1.5 px strokes; every icon is one path. */
const PATHS = Object.freeze({
  folders:
    "M2.8 5.2c0-.7.5-1.2 1.2-1.2h3.6l1.8 2H16c.7 0 1.2.5 1.2 1.2v7.6c0 .7-.5 1.2-1.2 1.2H4c-.7 0-1.2-.5-1.2-1.2z",
  pictures:
    "M3 5.5C3 4.7 3.7 4 4.5 4h11c.8 0 1.5.7 1.5 1.5v9c0 .8-.7 1.5-1.5 1.5h-11C3.7 16 3 15.3 3 14.5zM3.2 14l4-4 3.3 3.3 2.2-2.2 4.1 4.1M13 7.5h.01",
  search: "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l4 4",
  close: "M5 5l10 10M15 5L5 15",
  down: "M10 4v12M5.5 11.5L10 16l4.5-4.5",
  up: "M10 16V4M5.5 8.5L10 4l4.5 4.5",
  right: "M7.5 4.5L13 10l-5.5 5.5",
  left: "M12.5 4.5L7 10l5.5 5.5",
  rows: "M3 4h6v5H3zM12 4h5v5h-5zM3 12h4v4.5H3zM10 12h7v4.5h-7z",
  squares: "M3.5 3.5h5v5h-5zM11.5 3.5h5v5h-5zM3.5 11.5h5v5h-5zM11.5 11.5h5v5h-5z",
  info: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 9v4.5M10 6.5h.01",
  download: "M10 3v9.5M6 9l4 4 4-4M3.5 16.5h13",
  open: "M11.5 3.5h5v5M16.5 3.5L9.5 10.5M13.5 11.5v3.5c0 .8-.7 1.5-1.5 1.5H5c-.8 0-1.5-.7-1.5-1.5V8c0-.8.7-1.5 1.5-1.5h3.5",
  copy: "M7.5 7.5h8v9h-8zM4.5 12.5v-9h8",
  check: "M4 10.5l4 4 8-9",
  play: "M7 4.5v11l9-5.5z",
  sound:
    "M8 15V5l8-1.5v10M8 15a2.3 2 0 1 1-4.6 0A2.3 2 0 0 1 8 15zM16 13.5a2.3 2 0 1 1-4.6 0 2.3 2 0 0 1 4.6 0z",
  broken:
    "M3.5 5c0-.8.7-1.5 1.5-1.5h10c.8 0 1.5.7 1.5 1.5v10c0 .8-.7 1.5-1.5 1.5H5c-.8 0-1.5-.7-1.5-1.5zM3.5 12l3.5-3 2.5 3 2-2.5 2 3 3-2",
  actual: "M3.5 7.5v-4h4M12.5 3.5h4v4M16.5 12.5v4h-4M7.5 16.5h-4v-4M10 8v4M8 10h4",
  full: "M3.5 7.5v-4h4M12.5 3.5h4v4M16.5 12.5v4h-4M7.5 16.5h-4v-4",
  small: "M10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  help: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM7.8 8a2.2 2.2 0 1 1 3.3 1.9c-.8.4-1.1.8-1.1 1.6M10 13.8h.01",
  star: "M10 3l2.1 4.6 5 .6-3.7 3.4 1 5-4.4-2.5-4.4 2.5 1-5-3.7-3.4 5-.6z",
  cloud: "M6 15.5h8a3.3 3.3 0 0 0 .5-6.6A4.7 4.7 0 0 0 5.5 8.7 3.5 3.5 0 0 0 6 15.5z",
});

/** @typedef {keyof typeof PATHS} IconName */

/**
 * An icon in the colour of the text around it; hidden from screen readers, which read the label.
 *
 * @param {IconName} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS(NAMESPACE, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "eg-icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(NAMESPACE, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
