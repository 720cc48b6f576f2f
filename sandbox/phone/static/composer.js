// The typing box, and the small menu of other things to send.

import { api } from "./api.js";
import { el, icon, toast } from "./dom.js";
import { t } from "./i18n.js";
import { state } from "./state.js";
import { closePopover, openPopover } from "./popover.js";

const OTHERS = [
  ["image", "image"], ["video", "play"], ["sticker", "sticker"], ["audio", "mic"], ["document", "document"],
  ["location", "pin"], ["contacts", "contact"], ["order", "cart"], ["unsupported", "poll"],
];
const form = document.getElementById("composer");
const input = document.getElementById("input");
const picker = document.getElementById("file");

/** `send` gets what a message needs besides its chat (type, and text for a text) and resolves to whether it left. */
export function setUpComposer(send) {
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
    setText("");
    if (!(await send({ type: "text", text })) && !input.value) setText(text);
  });
  document.getElementById("attach").addEventListener("click", () => openPopover(menu(send)));
  picker.addEventListener("change", () => sendFile(picker.files[0], send));
  input.addEventListener("paste", (event) => {
    const [file] = event.clipboardData.files;
    if (file) sendFile(file, send);
  });
}

function grow() {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight}px`;
}

/** Puts words into the box. */
export function setText(text) {
  input.value = text;
  grow();
}

function menu(send) {
  const row = (type, picture, onclick) =>
    el("button", { class: "row", type: "button", role: "menuitem", "data-testid": `send-${type}`, onclick: () => (closePopover(), onclick()) }, icon(picture), t(type));
  const samples = OTHERS.map(([type, picture]) => row(type, picture, () => send({ type })));
  return el("div", { class: "popover attach", role: "menu" }, row("file", "clip", () => picker.click()), ...samples);
}

/** What is in the box becomes the caption. */
async function sendFile(file, send) {
  if (!file) return;
  const caption = input.value.trim();
  setText("");
  try {
    const { media_id } = await api.upload(state.phoneNumberId, file);
    await send({ type: kindOf(file.type), media_id, caption: caption || undefined, voice: false });
  } catch (error) {
    setText(caption);
    toast(error.message);
  }
  picker.value = "";
}

function kindOf(type) {
  if (["image/jpeg", "image/png"].includes(type)) return "image";
  if (["video/mp4", "video/3gpp"].includes(type)) return "video";
  if (type === "image/webp") return "sticker";
  return type.startsWith("audio/") ? "audio" : "document";
}

export function enableComposer(on) {
  for (const id of ["input", "send", "attach", "more"]) document.getElementById(id).disabled = !on;
}
