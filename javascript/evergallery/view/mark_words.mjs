import { linkTone } from "./words.mjs";

/** @typedef {import("./words.mjs").LinkStatus} LinkStatus */

/** For a mark that the server does not know yet. @param {LinkStatus} status */
export function waitingInWords(status) {
  const kept = "Your favourites are kept on this page";
  if (status.state === "auth") return `${kept}; they will be saved once you have logged in again.`;
  const tone = linkTone(status);
  if (tone === "live" || tone === "polling" || tone === "busy") {
    return `${kept}; the server takes its time to save them.`;
  }
  return `${kept}; they will be saved when the connection is back.`;
}

export function caughtUpInWords() {
  return "Your favourites are saved.";
}

/**
 * @param {boolean} favourite what was wanted
 * @param {string} reason the server's sentence
 */
export function refusedInWords(favourite, reason) {
  const outcome = favourite ? "The favourite was not saved." : "It is still a favourite.";
  return [outcome, reason].filter(Boolean).join(" ");
}
