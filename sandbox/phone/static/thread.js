// The open chat: bubbles, days, notes, and what can be done with a message.

import { bubble, quote } from "./bubbles.js";
import { el, icon } from "./dom.js";
import { dayOf, t } from "./i18n.js";
import { closePopover, openPopover } from "./popover.js";
import { chatOf, find, number, ownReaction, reactionsOn, state } from "./state.js";

const thread = document.getElementById("thread");
const FACES = ["👍", "❤️", "😂", "😮", "😢", "🙏"];
let acts = null;

/** `actions`: reply(message), react(message, emoji), edit(message), remove(message), send(content). */
export function setUpThread(actions) {
  acts = actions;
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
  return [bubble(message, { find, first, reactions: reactionsOn(message.wamid), businessName: number().name, actions: openActions, send: acts.send })];
}

const undelivered = (message) =>
  el("div", { class: "note", "data-testid": "undelivered", "data-wamid": message.wamid }, t("undelivered", { title: message.error.title, code: message.error.code }));

const empty = (key, hint) => el("div", { class: "empty" }, icon("contact"), el("b", {}, t(key)), el("span", {}, hint));

function openActions(message, anchor) {
  const done = (act) => () => (closePopover(), act());
  const row = (key, name, act) => el("button", { class: "row", type: "button", "data-testid": key, onclick: done(() => act(message)) }, icon(name), t(key));
  const mine = ownReaction(message.wamid);
  const face = (one) => {
    const isMine = one === mine;
    return el("button", { type: "button", "aria-label": one, "aria-pressed": String(isMine), onclick: done(() => acts.react(message, isMine ? undefined : one)) }, one);
  };
  const isOwn = message.direction === "inbound" && !message.is_revoked;
  const hasWords = ["text", "image", "video", "document"].includes(message.type);
  const rows = [row("reply", "reply", acts.reply)];
  if (isOwn && hasWords) rows.push(row("edit", "pen", acts.edit));
  if (isOwn) rows.push(row("remove", "bin", acts.remove));
  openPopover(el("div", { class: "popover" }, el("div", { class: "faces" }, ...FACES.map(face)), ...rows), anchor);
}

/** The strip above the typing box while a reply, or another text for an old message, is being written. */
export function drawReplying(cancel) {
  const strip = document.getElementById("replying");
  const about = state.replyTo ?? state.editing;
  strip.hidden = !about;
  if (about) {
    strip.replaceChildren(quote(about, number().name), el("button", { type: "button", "aria-label": t("cancel"), onclick: cancel }, icon("close")));
  }
}
