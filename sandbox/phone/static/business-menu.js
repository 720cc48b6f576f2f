// What a customer can do with a business besides writing: call it, and stop or resume its offers.

import { el, icon, toast } from "./dom.js";
import { t } from "./i18n.js";
import { closePopover, openPopover } from "./popover.js";
import { number } from "./state.js";

/** `publish` gets the event without its chat. */
export function setUpBusinessMenu(publish) {
  const button = document.getElementById("more");
  button.addEventListener("click", () => openPopover(menu(publish), button));
}

function menu(publish) {
  const row = (key, name, event) =>
    el("button", { class: "row", type: "button", role: "menuitem", "data-testid": key, onclick: () => (closePopover(), publish(event), toast(t(`${key}Done`, { name: number().name }))) }, icon(name), t(key));
  return el(
    "div",
    { class: "popover", role: "menu" },
    row("callBusiness", "phone", { event: "call" }),
    row("stopOffers", "ban", { event: "preference", value: "stop" }),
    row("resumeOffers", "tick", { event: "preference", value: "resume" }),
  );
}
