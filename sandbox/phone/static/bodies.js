// What stands inside a bubble, by type of message.

import { el, icon } from "./dom.js";
import { t } from "./i18n.js";
import { formatted } from "./markup.js";
import { player } from "./player.js";

/** The nodes of a message's content. */
export function bodyOf(message) {
  if (message.is_revoked) return [el("em", { class: "words" }, icon("ban"), ` ${t("revoked")}`)];
  if (message.shown) return shownTemplate(message.shown);
  const make = BODIES[message.type];
  return make ? make(message.content ?? {}) : [words(message.text || t("other", { type: message.type }))];
}

const words = (text) => el("div", { class: "words" }, ...formatted(text ?? ""));

const BODIES = {
  text: (content) => [words(content.body)],
  image: (content) => [picture(content, "picture"), words(content.caption)],
  sticker: (content) => [picture(content, "sticker")],
  audio: (content) => [content.id ? player(addressOf(content), content.voice) : card("mic", t("audio"), content.link)],
  video: (content) => [film(content), words(content.caption)],
  document: (content) => [file(content), content.caption ? words(content.caption) : null],
  location: (content) => [place(content)],
  contacts: (content) => content.map((one) => card("contact", one.name?.formatted_name ?? "", one.phones?.[0]?.phone)),
  button: (content) => [words(content.text)],
  order: (content) => [order(content), words(content.text)],
  unsupported: () => [el("em", { class: "words" }, `${t("unsupported")} (${t("unsupportedHint")})`)],
  interactive: (content) => interactive(content),
};

function interactive(content) {
  const reply = content.button_reply ?? content.list_reply;
  if (reply) return [words(reply.description ? `${reply.title}\n${reply.description}` : reply.title)];
  if (content.nfm_reply) return [card("list", t("formSent"), Object.values(fieldsOf(content.nfm_reply)).join(" · "))];
  const { header } = content;
  return [
    header ? headerOf({ ...header, format: header.type?.toUpperCase() }) : null,
    words(content.body?.text),
    content.footer?.text ? el("div", { class: "footer" }, content.footer.text) : null,
  ];
}

function fieldsOf(reply) {
  const { flow_token: _, ...fields } = JSON.parse(reply.response_json);
  return fields;
}

function shownTemplate(shown) {
  return [
    shown.header ? headerOf(shown.header) : null,
    words(shown.body),
    shown.footer ? el("div", { class: "footer" }, shown.footer) : null,
  ];
}

function headerOf(header) {
  if (header.format === "TEXT") return el("div", { class: "heading" }, header.text);
  if (header.format === "IMAGE") return picture(header.image, "picture");
  if (header.format === "VIDEO") return film(header.video);
  if (header.format === "DOCUMENT") return file(header.document);
  return header.format === "LOCATION" ? place(header.location) : null;
}

const addressOf = (content) => `/media/${encodeURIComponent(content.id)}`;

// What comes by link stays a placeholder: this page loads nothing from elsewhere.
function picture(content, className) {
  if (!content.id) return card("image", t("image"), content.link);
  return el("img", { class: className, src: addressOf(content), alt: content.caption ?? "" });
}

function film(content) {
  if (!content.id) return card("play", t("video"), content.link);
  return el("video", { class: "picture", src: addressOf(content), controls: true, preload: "metadata", playsinline: true });
}

function file(content) {
  const name = content.filename ?? t("document");
  if (!content.id) return card("document", name, content.link);
  return el("a", { class: "card", href: addressOf(content), download: name }, icon("document"), el("div", {}, el("b", {}, name), el("small", {}, t("download"))));
}

function place(content) {
  const coordinates = `${Number(content.latitude).toFixed(4)}, ${Number(content.longitude).toFixed(4)}`;
  return el("div", {}, el("div", { class: "map" }, icon("pin")), content.name ? el("b", {}, content.name) : null, words(content.address ?? coordinates));
}

function order(content) {
  const items = content.product_items ?? [];
  const total = items.reduce((sum, item) => sum + item.item_price * item.quantity, 0);
  const price = new Intl.NumberFormat(undefined, { style: "currency", currency: items[0]?.currency ?? "BRL" }).format(total);
  return card("cart", t("order"), `${t("items", { n: items.reduce((sum, item) => sum + item.quantity, 0) })} · ${price}`);
}

const card = (name, title, detail) =>
  el("div", { class: "card" }, icon(name), el("div", {}, el("b", {}, title), detail ? el("small", {}, detail) : null));
