// The open chat: bubbles, days, notes, and what can be done with a message.

import { bubble, quote } from "./bubbles.js";
import { el, icon } from "./dom.js";
import { dayOf, t } from "./i18n.js";
import { chatOf, find, number, reactionsOn, state } from "./state.js";

const thread = document.getElementById("thread");
const screen = document.getElementById("screen");
const options = document.getElementById("options");
const FACES = ["👍", "❤️", "😂", "😮", "😢", "🙏"];
let popover = null;
let acts = null;

/** `actions`: reply(message), react(message, emoji), answer(message, reply). */
export function setUpThread(actions) {
  acts = actions;
  document.addEventListener("pointerdown", (event) => popover && !popover.contains(event.target) && closePopover());
  document.addEventListener("keydown", (event) => event.key === "Escape" && closePopover());
}

const visible = () => chatOf(state.waId).filter((message) => message.type !== "reaction");

/** Draws the whole chat. */
export function drawThread() {
  closePopover();
  const messages = visible();
  thread.replaceChildren();
  if (!number()) thread.append(empty("noNumber", t("noNumberHint")));
  else if (!messages.length) thread.append(empty("noMessages", t("sayHello", { name: number().name })));
  messages.forEach((message, index) => append(message, messages[index - 1]));
  thread.scrollTop = thread.scrollHeight;
}

/** Draws a message that came or changed; a reaction changes the message it is on. */
export function drawMessage(message) {
  const target = message.type === "reaction" ? find(message.content.message_id) : message;
  const old = target && thread.querySelector(`[data-wamid="${CSS.escape(target.wamid)}"]`);
  if (old) {
    const atEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 60;
    old.replaceWith(...still(target, old));
    if (atEnd) thread.scrollTop = thread.scrollHeight;
  }
  if (!old && message.type !== "reaction") {
    const messages = visible();
    if (messages.length === 1) thread.replaceChildren();
    hideTyping();
    append(message, messages[messages.findIndex(({ wamid }) => wamid === message.wamid) - 1]);
    thread.scrollTo({ top: thread.scrollHeight, behavior: "smooth" });
  }
}

export function showTyping() {
  hideTyping();
  thread.append(el("div", { class: "typing", "data-testid": "typing" }, el("i"), el("i"), el("i")));
  thread.scrollTop = thread.scrollHeight;
}

export const hideTyping = () => thread.querySelector(".typing")?.remove();

function append(message, before) {
  if (dayOf(message.timestamp) !== (before && dayOf(before.timestamp))) thread.append(el("div", { class: "day" }, dayOf(message.timestamp)));
  thread.append(...drawn(message, message.direction !== before?.direction));
}

/** A redrawn bubble keeps its place in its group and does not arrive again. */
function still(message, old) {
  const nodes = drawn(message, old.classList.contains("first"));
  for (const node of nodes) node.getAnimations?.().forEach((animation) => animation.finish());
  return nodes;
}

function drawn(message, first) {
  if (!message.reaches_phone) return message.error ? [undelivered(message)] : [el("span", { "data-wamid": message.wamid, hidden: true })];
  return [bubble(message, { find, first, reactions: reactionsOn(message.wamid), businessName: number().name, actions: openActions, answer: acts.answer, openList })];
}

const undelivered = (message) =>
  el("div", { class: "note", "data-testid": "undelivered", "data-wamid": message.wamid }, t("undelivered", { title: message.error.title, code: message.error.code }));

const empty = (key, hint) => el("div", { class: "empty" }, icon("contact"), el("b", {}, t(key)), el("span", {}, hint));

/** Opens a box on the screen, near `anchor` when it is given. */
export function openPopover(node, anchor) {
  closePopover();
  popover = node;
  screen.append(node);
  if (!anchor) return;
  const [frame, spot] = [screen.getBoundingClientRect(), anchor.getBoundingClientRect()];
  node.style.top = `${Math.min(spot.bottom - frame.top, frame.height - node.offsetHeight - 80)}px`;
  node.style.left = `${Math.max(8, Math.min(spot.right - frame.left - node.offsetWidth, frame.width - node.offsetWidth - 8))}px`;
}

export function closePopover() {
  popover?.remove();
  popover = null;
}

function openActions(message, anchor) {
  const done = (act) => () => (closePopover(), act());
  const faces = FACES.map((face) => el("button", { type: "button", "aria-label": face, onclick: done(() => acts.react(message, face)) }, face));
  const reply = el("button", { class: "row", type: "button", "data-testid": "reply", onclick: done(() => acts.reply(message)) }, icon("reply"), t("reply"));
  openPopover(el("div", { class: "popover" }, el("div", { class: "faces" }, ...faces), reply), anchor);
}

function openList(message) {
  const choose = (row) => () => (options.close(), acts.answer(message, { type: "list_reply", ...row }));
  const sections = message.content.action.sections.flatMap((section) => [
    section.title ? el("h3", {}, section.title) : null,
    ...section.rows.map((row) => el("button", { type: "button", onclick: choose(row) }, row.title, row.description ? el("small", {}, row.description) : null)),
  ]);
  const close = el("div", { class: "end" }, el("button", { class: "quiet", type: "button", onclick: () => options.close() }, t("close")));
  options.replaceChildren(el("h2", {}, message.content.action.button), el("div", { class: "rows" }, ...sections.filter(Boolean)), close);
  options.showModal();
}

/** The strip above the typing box while a reply is being written. */
export function drawReplying(cancel) {
  const strip = document.getElementById("replying");
  strip.hidden = !state.replyTo;
  if (state.replyTo) {
    strip.replaceChildren(quote(state.replyTo, number().name), el("button", { type: "button", "aria-label": t("cancel"), onclick: cancel }, icon("close")));
  }
}
