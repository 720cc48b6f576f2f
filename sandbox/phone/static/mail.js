// The letter box: every e-mail that arrived, newest first, its links ready to be followed.

import { api, listen } from "./api.js";
import { el, toast } from "./dom.js";
import { clock, dayOf, t, translatePage } from "./i18n.js";

const LINK = /(https?:\/\/[^\s<>"]+)/;
const list = document.getElementById("mails");
const nothing = document.getElementById("nothing");

function withLinks(text) {
  return text.split(LINK).map((part) => (LINK.test(part) ? link(part, part) : part));
}

function link(href, words) {
  return el("a", { href, target: "_blank", rel: "noopener noreferrer" }, words);
}

function letter(mail) {
  const who = el("p", { class: "who" }, el("span", {}, `${mail.sender} ${t("to", { who: mail.recipients.join(", ") })}`), el("time", {}, `${dayOf(mail.at)}, ${clock(mail.at)}`));
  const shown = mail.has_html ? link(`/sandbox/mails/${mail.id}/html`, t("asMail")) : null;
  const text = el("p", { class: "text" }, ...withLinks(mail.text));
  return el("li", {}, el("article", { "data-testid": "mail" }, el("h2", {}, mail.subject), who, text, shown));
}

function draw(mails) {
  list.replaceChildren(...mails.map(letter));
  nothing.hidden = mails.length > 0;
}

function add(mail) {
  list.prepend(letter(mail));
  nothing.hidden = true;
}

translatePage();
listen({ hello: () => api.mails().then(draw, (error) => toast(error.message)), mail: add });
