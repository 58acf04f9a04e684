import { clamp } from "../util/clamp.mjs";
import { MAX_ITEMS } from "../wire/pack_frame.mjs";

/** An HTTP answer holds 512 KiB, less a margin: what does not fit would cost another round trip. */
const BUDGET_BYTES = 448 * 1024;

/** Before the first picture came, as those of 320 px are: a guess too low costs a first screen a round trip. */
const GUESSED_BYTES = 16 * 1024;

const FEWEST_ITEMS = 8;

/** Of the mean, each picture changes so much: some twenty say what the pictures here are like. */
const WEIGHT = 0.05;

/** How many pictures to ask for at a time, learnt from how large they are here. */
export class PackSize {
  #meanBytes = GUESSED_BYTES;

  get items() {
    return clamp(Math.floor(BUDGET_BYTES / this.#meanBytes), FEWEST_ITEMS, MAX_ITEMS);
  }

  /** @param {number} bytes of one picture */
  learn(bytes) {
    this.#meanBytes += (bytes - this.#meanBytes) * WEIGHT;
  }
}
