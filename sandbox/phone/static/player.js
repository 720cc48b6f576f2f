// Sound as a phone plays it: one button, a bar, how much is left; only one sound at a time.

import { el, icon } from "./dom.js";
import { t } from "./i18n.js";

let playing = null;

const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

/** A player for the sound at `address`; `isVoice`: a voice message. */
export function player(address, isVoice) {
  const sound = new Audio();
  sound.preload = "metadata";
  sound.src = address;
  const left = el("span", { class: "left" }, "");
  const done = el("i");
  const button = el("button", { class: "play", type: "button", "aria-label": t("play"), "data-testid": "play" }, icon("play"));
  const bar = el("div", { class: isVoice ? "bar wave" : "bar", role: "presentation" }, done);
  const draw = () => {
    const length = Number.isFinite(sound.duration) ? sound.duration : 0;
    done.style.inlineSize = `${length ? (100 * sound.currentTime) / length : 0}%`;
    left.textContent = minutes(sound.paused && !sound.currentTime ? length : sound.currentTime);
    button.replaceChildren(icon(sound.paused ? "play" : "pause"));
    button.setAttribute("aria-label", t(sound.paused ? "play" : "pause"));
  };
  for (const event of ["loadedmetadata", "durationchange", "timeupdate", "play", "pause", "ended"]) sound.addEventListener(event, draw);
  button.addEventListener("click", () => {
    if (!sound.paused) return sound.pause();
    if (playing && playing !== sound) playing.pause();
    playing = sound;
    return sound.play().catch(() => draw());
  });
  bar.addEventListener("click", ({ offsetX }) => {
    if (Number.isFinite(sound.duration)) sound.currentTime = (sound.duration * offsetX) / bar.clientWidth;
  });
  return el("div", { class: "voice" }, icon(isVoice ? "mic" : "note"), button, bar, left);
}
