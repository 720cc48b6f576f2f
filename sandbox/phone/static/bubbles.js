// One message as a bubble of the chat.

import { el, icon } from "./dom.js";
import { clock, t } from "./i18n.js";

const KNOWN = ["image", "video", "sticker", "audio", "document", "location", "contacts", "template"];

/** A line that stands for the message, in quotes and in the list of customers. */
export function preview(message) {
  if (message.type === "unsupported") return t("unsupported");
  if (message.type === "reaction") return message.content.emoji ?? "";
  const label = KNOWN.includes(message.type) ? t(message.type) : "";
  if (label && message.text) return `${label}: ${message.text}`;
  return message.text || label || t("other", { type: message.type });
}

/** The quoted message as a block that leads to it. */
export function quote(message, businessName) {
  const author = message.direction === "inbound" ? t("you") : businessName;
  const jump = () => document.querySelector(`[data-wamid="${CSS.escape(message.wamid)}"]`)?.scrollIntoView({ block: "center", behavior: "smooth" });
  return el("button", { class: "quote", type: "button", onclick: jump }, el("b", {}, author), el("span", {}, preview(message)));
}

/** `context`: find (wamid → message), reactions (emojis on it), businessName, first (of its group), actions. */
export function bubble(message, context) {
  const quoted = message.reply_to && context.find(message.reply_to);
  const choices = choicesOf(message, context);
  const classes = ["bubble", context.first && "first", context.reactions.length && "reacted", choices && "choosable"];
  return el(
    "article",
    {
      class: classes.filter(Boolean).join(" "), "data-testid": "bubble", "data-wamid": message.wamid,
      "data-direction": message.direction, "data-type": message.type, "data-status": message.status,
    },
    message.forwarded ? el("em", {}, t("forwarded")) : null,
    quoted ? quote(quoted, context.businessName) : null,
    ...body(message),
    meta(message),
    choices,
    el("button", { class: "actions", type: "button", "aria-label": t("moreActions"), onclick: (event) => context.actions(message, event.currentTarget) }, icon("down")),
    context.reactions.length ? el("span", { class: "reactions", "data-testid": "reactions" }, context.reactions.join("")) : null,
  );
}

function meta(message) {
  const time = el("time", {}, clock(message.timestamp));
  if (message.direction === "outbound") return el("span", { class: "meta" }, time);
  const word = { read: "seen", delivered: "delivered" }[message.status] ?? "sent";
  const tick = icon(word === "sent" ? "tick" : "ticks", word === "seen" ? "seen" : "");
  return el("span", { class: "meta" }, time, el("span", { role: "img", "aria-label": t(word) }, tick));
}

const words = (text) => el("div", { class: "words" }, text);

const BODIES = {
  text: (content) => [words(content.body)],
  image: (content) => [picture(content, "picture"), words(content.caption ?? "")],
  sticker: (content) => [picture(content, "sticker")],
  audio: () => [el("div", { class: "voice" }, icon("mic"), icon("play"), el("span", { class: "wave" }))],
  video: (content) => [card("play", t("video"), content.caption)],
  document: (content) => [card("document", content.filename ?? t("document"), content.caption)],
  location: (content) => [el("div", { class: "map" }, icon("pin")), content.name ? el("b", {}, content.name) : null, words(content.address ?? `${content.latitude}, ${content.longitude}`)],
  contacts: (content) => content.map((one) => card("contact", one.name?.formatted_name ?? "", one.phones?.[0]?.phone)),
  button: (content) => [words(content.text)],
  template: (content) => [el("div", { class: "heading" }, `${t("template")}: ${content.name}`), words(parametersOf(content))],
  unsupported: () => [el("em", { class: "words" }, `${t("unsupported")} (${t("unsupportedHint")})`)],
  interactive: (content) => interactive(content),
};

function body(message) {
  return (BODIES[message.type] ?? (() => [words(preview(message))]))(message.content);
}

function interactive(content) {
  const reply = content.button_reply ?? content.list_reply;
  if (reply) return [words(reply.description ? `${reply.title}\n${reply.description}` : reply.title)];
  return [
    content.header?.text ? el("div", { class: "heading" }, content.header.text) : null,
    words(content.body?.text ?? ""),
    content.footer?.text ? el("div", { class: "footer" }, content.footer.text) : null,
  ];
}

function picture(content, className) {
  // A picture by link stays a placeholder: this page loads nothing from elsewhere.
  if (!content.id) return card("image", t("image"), content.link);
  return el("img", { class: className, src: `/media/${encodeURIComponent(content.id)}`, alt: content.caption ?? "" });
}

const card = (name, title, detail) =>
  el("div", { class: "card" }, icon(name), el("div", {}, el("b", {}, title), detail ? el("small", {}, detail) : null));

function parametersOf(template) {
  const all = (template.components ?? []).flatMap((component) => component.parameters ?? []);
  return all.map((parameter) => parameter.text).filter(Boolean).join(" · ");
}

function choicesOf(message, context) {
  const action = message.direction === "outbound" && message.type === "interactive" && message.content.action;
  if (!action) return null;
  const buttons = (action.buttons ?? []).map(({ reply }) =>
    el("button", { type: "button", onclick: () => context.answer(message, { type: "button_reply", ...reply }) }, icon("reply"), reply.title),
  );
  if (action.sections) buttons.push(el("button", { type: "button", onclick: () => context.openList(message) }, icon("list"), action.button));
  return buttons.length ? el("div", { class: "choices" }, ...buttons) : null;
}
