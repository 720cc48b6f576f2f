// The typing box and the small menu of other things to send.

import { el, icon } from "./dom.js";
import { t } from "./i18n.js";
import { closePopover, openPopover } from "./thread.js";

const OTHERS = [
  ["image", "image"], ["sticker", "sticker"], ["audio", "mic"], ["document", "document"],
  ["location", "pin"], ["contacts", "contact"], ["unsupported", "poll"],
];

/** `send` gets what a message needs besides its chat (type, and text for a text) and resolves to whether it left. */
export function setUpComposer(send) {
  const form = document.getElementById("composer");
  const input = document.getElementById("input");
  const grow = () => {
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight}px`;
  };
  input.addEventListener("input", grow);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (!text) return;
    input.value = "";
    grow();
    if ((await send({ type: "text", text })) || input.value) return;
    input.value = text;
    grow();
  });
  document.getElementById("attach").addEventListener("click", () => openPopover(menu(send)));
}

function menu(send) {
  const rows = OTHERS.map(([type, picture]) =>
    el("button", { class: "row", type: "button", role: "menuitem", "data-testid": `send-${type}`, onclick: () => (closePopover(), send({ type })) }, icon(picture), t(type)),
  );
  return el("div", { class: "popover attach", role: "menu" }, ...rows);
}

export function enableComposer(on) {
  for (const id of ["input", "send", "attach"]) document.getElementById(id).disabled = !on;
}
