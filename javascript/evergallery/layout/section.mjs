import { JustifiedBand } from "./justified_band.mjs";
import { SquareBand } from "./square_band.mjs";

/** @typedef {import("./box.mjs").Frame} Frame */
/** @typedef {JustifiedBand | SquareBand} Band */

/** Pictures per band: one window of rows, so that one answer measures one band. */
const BAND_COUNT = 120;

/** A day (or the whole view): a header above one or more bands of tiles. `top` and `first` are set by
 * whoever stacks the sections. */
export class Section {
  #frame;
  /** @type {Band[]} */ bands;
  top = 0;
  first = 0;

  /**
   * @param {Frame} frame
   * @param {string} key
   * @param {number} count
   */
  constructor(frame, key, count) {
    this.#frame = frame;
    this.key = key;
    this.bands = bandsFor(frame, count);
  }

  get count() {
    return this.bands.reduce((sum, { count }) => sum + count, 0);
  }

  get height() {
    const { headerHeight, sectionGap, gap } = this.#frame;
    const tiles = this.bands.reduce((sum, { height }) => sum + height + gap, -gap);
    return headerHeight + Math.max(0, tiles) + sectionGap;
  }

  get hasApart() {
    return this.bands.some(({ apart }) => apart);
  }

  /** Takes back into the rows what came later. */
  settle() {
    this.bands = bandsFor(this.#frame, this.count);
  }

  /**
   * Takes out pictures; the bands they were in are laid out again, the others stay.
   *
   * @param {number} start index in the section
   * @param {number} count
   */
  remove(start, count) {
    let at = 0;
    const bands = [];
    for (const band of this.bands) {
      const gone = overlap(at, band.count, start, count);
      at += band.count;
      if (gone === 0) bands.push(band);
      else if (gone < band.count) bands.push(this.#band(band.count - gone, band.apart));
    }
    this.bands = closed(bands);
  }

  /**
   * @param {number} index in the section
   * @param {number} count
   * @param {boolean} apart in a band of their own, so that no other picture changes its row
   */
  insert(index, count, apart) {
    const { band, position, start } = this.#bandAt(index);
    if (band && this.#canGrow(band, count, apart)) {
      this.bands[position] = this.#band(band.count + count, band.apart);
    } else {
      const inside = band ? index - start : 0;
      const parts = band ? [inside, band.count - inside] : [0, 0];
      const fresh = apart ? [this.#band(count, true)] : bandsFor(this.#frame, count);
      const before = this.#part(band, parts[0]);
      const after = this.#part(band, parts[1]);
      this.bands.splice(position, band ? 1 : 0, ...before, ...fresh, ...after);
    }
    this.bands = closed(this.bands);
  }

  /**
   * @param {Band} band
   * @param {number} count
   * @param {boolean} apart
   */
  #canGrow(band, count, apart) {
    if (apart !== band.apart) return false;
    return this.#frame.mode === "squares" || band.count + count <= BAND_COUNT * 2;
  }

  /**
   * @param {Band | undefined} band
   * @param {number} count of its pictures that make up this part
   * @returns {Band[]} the band itself when the part is all of it
   */
  #part(band, count) {
    if (!band || count === 0) return [];
    return [count === band.count ? band : this.#band(count, band.apart)];
  }

  /** @param {number} index */
  #bandAt(index) {
    let start = 0;
    for (let position = 0; position < this.bands.length; position += 1) {
      const band = this.bands[position];
      if (index < start + band.count || position === this.bands.length - 1) {
        return { band, position, start };
      }
      start += band.count;
    }
    return { band: undefined, position: 0, start: 0 };
  }

  /**
   * @param {number} count
   * @param {boolean} apart
   */
  #band(count, apart) {
    if (this.#frame.mode === "squares") return new SquareBand(this.#frame, count, apart);
    return new JustifiedBand(this.#frame, count, false, apart);
  }
}

/**
 * @param {Frame} frame
 * @param {number} count
 * @returns {Band[]}
 */
function bandsFor(frame, count) {
  if (count === 0) return [];
  if (frame.mode === "squares") return [new SquareBand(frame, count)];
  const bands = [];
  const parts = Math.max(1, Math.round(count / BAND_COUNT));
  for (let part = 0; part < parts; part += 1) {
    const from = Math.round((part * count) / parts);
    const to = Math.round(((part + 1) * count) / parts);
    bands.push(new JustifiedBand(frame, to - from, part < parts - 1));
  }
  return bands;
}

/**
 * All bands but the last, and but those kept apart, are filled to the edge.
 *
 * @param {Band[]} bands
 */
function closed(bands) {
  bands.forEach((band, position) => {
    if (!(band instanceof JustifiedBand)) return;
    const fillLast = !band.apart && position < bands.length - 1;
    if (band.fillLast === fillLast) return;
    band.fillLast = fillLast;
    band.forget();
  });
  return bands;
}

/**
 * @param {number} start
 * @param {number} count
 * @param {number} otherStart
 * @param {number} otherCount
 */
function overlap(start, count, otherStart, otherCount) {
  const from = Math.max(start, otherStart);
  const to = Math.min(start + count, otherStart + otherCount);
  return Math.max(0, to - from);
}
