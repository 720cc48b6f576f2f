// One message as a bubble of the chat.

import { bodyOf } from "./bodies.js";
import { choicesOf } from "./choices.js";
import { el, icon } from "./dom.js";
import { clock, t } from "./i18n.js";
import { plain } from "./markup.js";

const KNOWN = ["image", "video", "sticker", "audio", "document", "location", "contacts", "order"];

/** A line that stands for the message, in quotes and in the list of customers. */
export function preview(message) {
  if (message.is_revoked) return t("revoked");
  if (message.type === "unsupported") return t("unsupported");
  if (message.type === "reaction") return message.content.emoji ? t("reacted", { emoji: message.content.emoji }) : t("unreacted");
  if (message.type === "interactive" && message.content.nfm_reply) return t("formSent");
  const label = KNOWN.includes(message.type) ? t(message.type) : "";
  const text = plain(message.text).replace(/\s+/g, " ");
  if (label && text) return `${label}: ${text}`;
  return text || label || t("other", { type: message.type });
}

/** The quoted message as a block that leads to it. */
export function quote(message, businessName) {
  const author = message.direction === "inbound" ? t("you") : businessName;
  const jump = () => document.querySelector(`[data-wamid="${CSS.escape(message.wamid)}"]`)?.scrollIntoView({ block: "center", behavior: "smooth" });
  return el("button", { class: "quote", type: "button", onclick: jump }, el("b", {}, author), el("span", {}, preview(message)));
}

/** `context`: find (wamid → message), reactions (emojis on it), businessName, first (of its group), actions, send. */
export function bubble(message, context) {
  const quoted = message.reply_to && context.find(message.reply_to);
  const choices = choicesOf(message, context.send);
  const classes = ["bubble", context.first && "first", context.reactions.length && "reacted", choices && "choosable", message.is_edited && "edited"];
  return el(
    "article",
    {
      class: classes.filter(Boolean).join(" "), "data-testid": "bubble", "data-wamid": message.wamid,
      "data-direction": message.direction, "data-type": message.is_revoked ? "revoked" : message.type, "data-status": message.status,
    },
    message.forwarded ? el("em", {}, t("forwarded")) : null,
    quoted ? quote(quoted, context.businessName) : null,
    ...bodyOf(message),
    meta(message),
    choices,
    el("button", { class: "actions", type: "button", "aria-label": t("moreActions"), onclick: (event) => context.actions(message, event.currentTarget) }, icon("down")),
    context.reactions.length ? el("span", { class: "reactions", "data-testid": "reactions" }, context.reactions.join("")) : null,
  );
}

function meta(message) {
  const edited = message.is_edited && !message.is_revoked ? el("span", {}, t("edited")) : null;
  const time = el("time", {}, clock(message.timestamp));
  if (message.direction === "outbound") return el("span", { class: "meta" }, edited, time);
  const word = { read: "seen", delivered: "delivered" }[message.status] ?? "sent";
  const tick = icon(word === "sent" ? "tick" : "ticks", word === "seen" ? "seen" : "");
  return el("span", { class: "meta" }, edited, time, el("span", { role: "img", "aria-label": t(word) }, tick));
}
