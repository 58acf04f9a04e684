import { KIND } from "../wire/pack_frame.mjs";
import { Pack } from "./pack.mjs";
import { PackSize } from "./pack_size.mjs";
import { ThumbFigures } from "./thumb_figures.mjs";
import { webp } from "./thumb_stock.mjs";
import { ThumbWant } from "./thumb_want.mjs";

/** @typedef {import("./thumb_queue.mjs").Picture} Picture */
/** @typedef {import("./thumb_want.mjs").PackTicket} PackTicket */
/** @typedef {import("./thumb_want.mjs").Stage} Stage */
/** @typedef {import("./pack.mjs").PackFailure} PackFailure */
/** @typedef {import("./pack_lane.mjs").PackLane} PackLane */
/** @typedef {import("../wire/pack_frame.mjs").Entry} Entry */

/**
 * Brings thumbnails to their tiles: out of memory, out of the browser's cache, in packs over the socket, in
 * packs over HTTP, and one by one where no pack gets through. The nearest come first, and what
 * has been scrolled away is not asked for.
 */
export class PackQueue {
  #lanes;
  #single;
  #pictures;
  #stock;
  #later;
  #clock;
  #sizeOf;
  #limit;
  #isPacking;
  #size = new PackSize();
  #figures = new ThumbFigures();
  /** @type {Map<Picture, ThumbWant>} */ #wants = new Map();
  #callOffWake = () => {};

  /**
   * @param {object} options
   * @param {PackLane[]} options.lanes the best first
   * @param {import("./thumb_queue.mjs").ThumbQueue} options.single
   * @param {import("./blob_pictures.mjs").BlobPictures} options.pictures
   * @param {import("./thumb_stock.mjs").ThumbStock} options.stock
   * @param {import("./later.mjs").Later} options.later
   * @param {() => number} options.clock wall clock in ms
   * @param {(url: string) => number} options.sizeOf bytes a single picture took on the network, as far as known
   * @param {number} options.limit requests for pictures at the same time
   * @param {boolean} options.isPacking
   */
  constructor(options) {
    this.#lanes = options.lanes;
    this.#single = options.single;
    this.#pictures = options.pictures;
    this.#stock = options.stock;
    this.#later = options.later;
    this.#clock = options.clock;
    this.#sizeOf = options.sizeOf;
    this.#limit = options.limit;
    this.#isPacking = options.isPacking;
  }

  /** @param {number} limit requests for pictures at the same time */
  setLimit(limit) {
    this.#limit = limit;
    this.#shareConnections();
  }

  /** @param {boolean} isPacking false: every thumbnail by its own address */
  setPacking(isPacking) {
    if (isPacking === this.#isPacking) return;
    this.#isPacking = isPacking;
    if (!isPacking) this.#takeBack();
    this.#pump();
  }

  /** Packs under way may be what something spoils: nobody waits for them. */
  #takeBack() {
    for (const want of this.#inStage("asked")) {
      const { pack } = want;
      for (const lane of this.#lanes) if (pack) lane.drop(pack);
      want.turn("waiting");
    }
  }

  /** @param {PackTicket} ticket replaces what was wanted for the same picture */
  want(ticket) {
    this.drop(ticket.picture);
    const now = this.#clock();
    this.#figures.wanted(now);
    this.#wants.set(ticket.picture, new ThumbWant(ticket, now));
  }

  /** Starts what may start: once after all wants of one turn, so that they travel together. */
  flush() {
    const unseen = this.#inStage("new").filter((want) => !this.#showAgain(want));
    if (unseen.length > 0) this.#lookUp(unseen);
    else this.#pump();
  }

  /**
   * @param {Picture} picture
   * @param {number} rank
   */
  rank(picture, rank) {
    const want = this.#wants.get(picture);
    if (want) want.rank = rank;
    if (want?.stage === "single") this.#single.rank(picture, rank);
  }

  /** Nobody looks at it any more. @param {Picture} picture */
  drop(picture) {
    const want = this.#wants.get(picture);
    if (!want) return;
    this.#wants.delete(picture);
    this.#withdraw(want);
    this.#pictures.clear(picture);
  }

  /** Another way may be open. */
  linkChanged() {
    this.#pump();
  }

  /** Another person has logged in, or it is another library: nothing in memory is theirs. */
  forget() {
    this.#stock.clear();
  }

  /** How thumbnails came. `concurrency`: packs at the same time over HTTP, as things are. */
  figures() {
    return { ...this.#figures.counts(), concurrency: this.#lanes.at(-1)?.limit ?? 0 };
  }

  stop() {
    for (const picture of [...this.#wants.keys()]) this.drop(picture);
    this.#single.stop();
    this.#callOffWake();
  }

  // What is at hand

  /** @param {ThumbWant} want @returns {boolean} is it in memory? */
  #showAgain(want) {
    const blob = this.#isPacking ? this.#stock.take(want) : null;
    if (blob) this.#onFound(want, blob);
    return blob !== null;
  }

  /** @param {ThumbWant[]} wants */
  #lookUp(wants) {
    for (const want of wants) want.turn("looking");
    this.#stock.find(this.#isPacking ? wants : [], {
      found: (want, blob) => this.#onFound(want, blob),
      over: () => this.#onLookedUp(wants),
    });
  }

  /**
   * It may come late, when the network was asked already.
   *
   * @param {ThumbWant} want
   * @param {Blob} blob
   */
  #onFound(want, blob) {
    if (this.#wants.get(want.picture) !== want || want.stage === "done") return;
    this.#withdraw(want);
    this.#figures.carried("cache", blob.size);
    this.#show(want, blob, null);
  }

  /** @param {ThumbWant[]} wants */
  #onLookedUp(wants) {
    for (const want of wants) if (want.stage === "looking") want.turn("waiting");
    this.#pump();
  }

  // Which way

  /** Each goes to the first open lane it may still take, and waits there for room. */
  #pump() {
    this.#callOffWake();
    let left = this.#inStage("waiting").sort((a, b) => a.rank - b.rank);
    for (const [at, lane] of this.#lanes.entries()) {
      if (left.length === 0 || !this.#isPacking || !lane.isOpen) continue;
      const isFor = (/** @type {ThumbWant} */ want) => want.lane <= at;
      this.#sendPacks(lane, left.filter(isFor));
      left = left.filter((want) => !isFor(want));
    }
    this.#sendSingly(left);
    this.#shareConnections();
  }

  /**
   * @param {PackLane} lane
   * @param {ThumbWant[]} wants the most urgent first
   */
  #sendPacks(lane, wants) {
    let at = 0;
    while (at < wants.length && lane.hasRoom) {
      const some = wants.slice(at, at + this.#size.items);
      this.#sendPack(lane, some);
      at += some.length;
    }
    if (at < wants.length && !lane.isFull) this.#wakeIn(lane.restMs);
  }

  /**
   * @param {PackLane} lane
   * @param {ThumbWant[]} wants
   */
  #sendPack(lane, wants) {
    const pack = new Pack(wants, (want, entry) => this.#onEntry(lane, want, entry));
    for (const want of wants) want.join(pack);
    const isSent = lane.send(pack, (failure) => this.#onEnded(lane, pack, failure));
    if (isSent) return;
    for (const want of this.#release(pack)) want.skip(this.#lanes.indexOf(lane));
  }

  /** @param {ThumbWant[]} wants */
  #sendSingly(wants) {
    for (const want of wants) {
      want.turn("single");
      const { ticket, rank } = want;
      this.#single.want({ ...ticket, rank, loaded: () => this.#onSingle(want) });
    }
    this.#single.flush();
  }

  /** Packs and single pictures share what the browser has of connections. */
  #shareConnections() {
    const packs = this.#lanes.find(({ name }) => name === "http")?.size ?? 0;
    this.#single.setLimit(Math.max(1, this.#limit - packs));
  }

  /** @param {number} ms */
  #wakeIn(ms) {
    this.#callOffWake();
    this.#callOffWake = this.#later(() => this.#pump(), ms);
  }

  // What comes

  /**
   * @param {PackLane} lane
   * @param {ThumbWant} want
   * @param {Entry} entry
   */
  #onEntry(lane, want, { kind, bytes }) {
    if (kind === KIND.later) return; // it waits again when its pack has ended
    want.turn("done");
    if (kind === KIND.complete) this.#onPicture(lane, want, bytes);
    else want.ticket.failed();
  }

  /**
   * @param {PackLane} lane
   * @param {ThumbWant} want
   * @param {Uint8Array} bytes
   */
  #onPicture(lane, want, bytes) {
    this.#size.learn(bytes.length);
    this.#figures.carried(lane.name, bytes.length);
    this.#show(want, webp(bytes), lane);
  }

  /**
   * @param {PackLane} lane
   * @param {Pack<ThumbWant>} pack
   * @param {PackFailure | null} failure
   */
  #onEnded(lane, pack, failure) {
    const at = this.#lanes.indexOf(lane);
    for (const want of this.#release(pack)) if (failure) want.failedOn(at, failure);
    this.#pump();
  }

  /**
   * @param {ThumbWant} want
   * @param {Blob} blob
   * @param {PackLane | null} lane null: it was at hand
   */
  #show(want, blob, lane) {
    want.turn("done");
    this.#pictures.show(want.picture, blob, {
      loaded: () => this.#onShown(want, blob, lane),
      failed: () => this.#onUnreadable(want, lane),
    });
  }

  /**
   * @param {ThumbWant} want
   * @param {Blob} blob
   * @param {PackLane | null} lane
   */
  #onShown(want, blob, lane) {
    this.#figures.shown(lane?.name ?? "cache", want.sinceMs, this.#clock());
    if (lane) void this.#stock.add(want, blob);
    else this.#stock.keep(want, blob);
    want.ticket.loaded();
  }

  /**
   * These bytes are no picture: somebody changed them on the way, or the disk did.
   *
   * @param {ThumbWant} want
   * @param {PackLane | null} lane
   */
  #onUnreadable(want, lane) {
    want.turn("waiting");
    lane?.distrust();
    if (lane) want.skip(this.#lanes.length);
    this.#pump();
  }

  /** @param {ThumbWant} want */
  #onSingle(want) {
    want.turn("done");
    this.#figures.carried("single", this.#sizeOf(want.ticket.url));
    this.#figures.shown("single", want.sinceMs, this.#clock());
    want.ticket.loaded();
  }

  // Wants

  /** Takes it out of where it waits. @param {ThumbWant} want */
  #withdraw(want) {
    if (want.stage === "single") this.#single.drop(want.picture);
    const { pack } = want;
    want.pack = null;
    pack?.drop(want);
    if (pack?.isDone) this.#abort(pack);
  }

  /** Nobody looks at any of its pictures any more. @param {Pack<ThumbWant>} pack */
  #abort(pack) {
    for (const lane of this.#lanes) lane.drop(pack);
    this.#release(pack);
    this.#pump();
  }

  /**
   * What a pack leaves unanswered waits again.
   *
   * @param {Pack<ThumbWant>} pack
   * @returns {ThumbWant[]} those
   */
  #release(pack) {
    const left = pack.asked.filter((want) => want.pack === pack);
    for (const want of left) want.turn("waiting");
    return left;
  }

  /** @param {Stage} stage */
  #inStage(stage) {
    return [...this.#wants.values()].filter((want) => want.stage === stage);
  }
}
