// What can be tapped under a message of the business: buttons, a list, a link, a place, a form.

import { el, icon, toast } from "./dom.js";
import { t } from "./i18n.js";

const options = document.getElementById("options");

/** The row of buttons, or null. `send` gets what the answer consists of besides its chat. */
export function choicesOf(message, send) {
  if (message.direction !== "outbound" || message.is_revoked) return null;
  const answer = (content) => send({ reply_to: message.wamid, ...content });
  const buttons = message.shown ? message.shown.buttons.map((button) => ofTemplate(button, answer)) : ofInteractive(message, answer);
  return buttons.length ? el("div", { class: "choices", "data-testid": "choices" }, ...buttons) : null;
}

const tap = (name, label, onclick) => el("button", { type: "button", onclick }, icon(name), label);

const link = (address, label) => el("a", { href: address, target: "_blank", rel: "noreferrer noopener" }, icon("link"), label);

function ofTemplate(button, answer) {
  if (button.type === "QUICK_REPLY") return tap("reply", button.text, () => answer({ type: "button", text: button.text, button_payload: button.payload }));
  if (button.type === "URL") return link(button.url, button.text);
  if (button.type === "PHONE_NUMBER") return tap("phone", button.text, () => toast(t("calling", { name: button.phone_number })));
  if (button.type === "FLOW") return tap("list", button.text, () => openForm(button.text, answer));
  return tap("copy", button.text, () => copied(button.code ?? ""));
}

function copied(code) {
  navigator.clipboard?.writeText(code).catch(() => {});
  toast(t("copied", { code }));
}

function ofInteractive({ type, content }, answer) {
  const action = type === "interactive" && content.action;
  if (!action) return [];
  const reply = (kind, row) => answer({ type: "interactive", reply: { type: kind, ...row } });
  if (action.buttons) return action.buttons.map(({ reply: row }) => tap("reply", row.title, () => reply("button_reply", row)));
  if (content.type === "list") return [tap("list", action.button, () => openList(action, (row) => reply("list_reply", row)))];
  const { parameters } = action;
  if (content.type === "cta_url") return [link(parameters.url, parameters.display_text)];
  if (content.type === "location_request_message") return [tap("pin", t("sendLocation"), () => answer({ type: "location" }))];
  if (content.type === "flow") return [tap("list", parameters.flow_cta, () => openForm(parameters.flow_cta, answer, parameters.flow_token))];
  if (content.type === "call_permission_request") {
    return ["accept", "reject"].map((response) => tap("phone", t(response), () => reply("call_permission_reply", { response })));
  }
  return [tap("cart", t("orderThis"), () => answer({ type: "order" }))];
}

function openList(action, choose) {
  const pick = (row) => () => (options.close(), choose(row));
  const rows = action.sections.flatMap((section) => [
    section.title ? el("h3", {}, section.title) : null,
    ...section.rows.map((row) => el("button", { type: "button", onclick: pick(row) }, row.title, row.description ? el("small", {}, row.description) : null)),
  ]);
  open(action.button, el("div", { class: "rows" }, ...rows));
}

/** A flow has pages of its own at Meta; here one field stands for them. */
function openForm(title, answer, token = "unused") {
  const field = el("input", { required: true, maxlength: 200, autocomplete: "off", "data-testid": "form-field" });
  const submit = (event) => {
    event.preventDefault();
    options.close();
    answer({ type: "interactive", reply: { type: "nfm_reply", flow_token: token, fields: { resposta: field.value } } });
  };
  const save = el("button", { class: "primary", type: "submit", "data-testid": "form-send" }, t("send"));
  open(title, el("form", { onsubmit: submit }, el("label", { class: "field" }, t("formAnswer"), field), el("div", { class: "end" }, save)));
}

function open(title, content) {
  const close = el("div", { class: "end" }, el("button", { class: "quiet", type: "button", onclick: () => options.close() }, t("close")));
  options.replaceChildren(el("h2", {}, title), content, close);
  options.showModal();
}
