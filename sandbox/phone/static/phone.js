// The phone page: several customers, one phone at a time, live.

import { api, listen } from "./api.js";
import { setUpBusinessMenu } from "./business-menu.js";
import { enableComposer, setText, setUpComposer } from "./composer.js";
import { drawCustomers, setUpCustomerForm } from "./customers.js";
import { el, initials, toast } from "./dom.js";
import { clock, t, translatePage } from "./i18n.js";
import { keep, number, state, unreadIn } from "./state.js";
import { drawMessage, drawReplying, drawThread, hideTyping, setUpThread, showTyping } from "./thread.js";

const READING_MS = 1000; // so that the business sees "delivered" before "read"
const RETRY_MS = 2000;
const HIDDEN = ["edit", "revoke", "system"]; // change other messages, and are none of their own
const TYPING_MS = 25000; // how long Meta shows a business as typing
const select = document.getElementById("number");
let typingTimer;
let arrivals = null; // what comes while the chats are being loaded
let loading = Promise.resolve();

const chatIsOpen = (waId) =>
  waId === state.waId && !document.hidden && (document.body.dataset.pane === "chat" || matchMedia("(min-width: 861px)").matches);

async function load() {
  [state.numbers, state.customers] = await Promise.all([api.numbers(), api.customers()]);
  const [wantedNumber, wantedCustomer] = location.hash.slice(1).split("/");
  const newestConnected = () => state.numbers.findLast(({ subscribed }) => subscribed)?.phone_number_id;
  const known = (id) => state.numbers.some(({ phone_number_id }) => phone_number_id === id);
  state.phoneNumberId = [wantedNumber, state.phoneNumberId, newestConnected(), state.numbers.at(-1)?.phone_number_id].find((id) => id && known(id)) ?? null;
  state.waId = [wantedCustomer, state.waId, state.customers[0]?.wa_id].find((id) => state.customers.some(({ wa_id }) => wa_id === id)) ?? null;
  await loadMessages();
}

async function loadMessages() {
  arrivals = [];
  const messages = state.phoneNumberId ? await api.messages(state.phoneNumberId) : [];
  state.chats.clear();
  messages.forEach(keep);
  drawNumbers();
  drawChat();
  const late = arrivals;
  arrivals = null;
  late.forEach(received);
}

function drawNumbers() {
  document.getElementById("number-field").hidden = state.numbers.length < 2;
  select.replaceChildren(...state.numbers.map((one) => el("option", { value: one.phone_number_id }, `${one.name} · ${one.display_phone_number}`)));
  select.value = state.phoneNumberId ?? "";
}

function drawChat() {
  document.getElementById("business-name").textContent = number()?.name ?? t("noNumber");
  document.getElementById("business-avatar").textContent = initials(number()?.name ?? "") || "?";
  drawState();
  stopReplying();
  enableComposer(Boolean(number() && state.waId));
  drawThread();
  drawList();
  readOpenChat();
}

const drawList = () => drawCustomers(choose);

function drawState(typing = false) {
  document.getElementById("business-state").textContent = number() ? t(typing ? "typing" : "business") : "";
}

function choose(waId) {
  state.waId = waId;
  document.body.dataset.pane = "chat";
  history.replaceState(null, "", `#${state.phoneNumberId ?? ""}/${waId}`);
  drawChat();
}

function readOpenChat() {
  if (number() && chatIsOpen(state.waId) && unreadIn(state.waId).length) api.read(state.phoneNumberId, state.waId).catch(complain);
}

function received(message) {
  if (arrivals) return void arrivals.push(message);
  if (!keep(message)) return;
  if (message.wa_id === state.waId) {
    if (message.direction === "outbound") stopTyping();
    drawMessage(message);
    if (message.direction === "outbound" && message.status !== "read") setTimeout(readOpenChat, READING_MS);
  }
  drawList();
}

function typed(chat) {
  if (chat.phone_number_id !== state.phoneNumberId || chat.wa_id !== state.waId) return;
  drawState(true);
  showTyping();
  clearTimeout(typingTimer);
  typingTimer = setTimeout(stopTyping, TYPING_MS);
}

function stopTyping() {
  clearTimeout(typingTimer);
  drawState();
  hideTyping();
}

const complain = (error) => toast(error.message);

/** Whether it was sent; if not, a sentence says why. A text written while editing changes the old message. */
function send(content) {
  const edit = state.editing && content.type === "text" ? { type: "edit", message_id: state.editing.wamid } : {};
  const message = { phone_number_id: state.phoneNumberId, wa_id: state.waId, reply_to: state.replyTo?.wamid, ...content, ...edit };
  stopReplying();
  return api.write(message).then(
    (written) => (HIDDEN.includes(written.type) || received(written), true),
    (error) => (complain(error), false),
  );
}

function stopReplying() {
  if (state.editing) setText("");
  state.replyTo = state.editing = null;
  drawReplying(stopReplying);
}

function reply(message) {
  stopReplying();
  state.replyTo = message;
  drawReplying(stopReplying);
  document.getElementById("input").focus();
}

function edit(message) {
  stopReplying();
  state.editing = message;
  drawReplying(stopReplying);
  setText(message.text);
  document.getElementById("input").focus();
}

translatePage();
if (location.hash.includes("/")) document.body.dataset.pane = "chat";
setUpThread({
  reply,
  edit,
  send,
  react: (message, emoji) => send({ type: "reaction", message_id: message.wamid, emoji, reply_to: undefined }),
  remove: (message) => send({ type: "revoke", message_id: message.wamid, reply_to: undefined }),
});
setUpComposer(send);
setUpBusinessMenu((event) => api.event({ phone_number_id: state.phoneNumberId, wa_id: state.waId, ...event }).catch(complain));
setUpCustomerForm((customer) => {
  if (!state.customers.some(({ wa_id }) => wa_id === customer.wa_id)) state.customers.push(customer);
  choose(customer.wa_id);
});
select.addEventListener("change", () => {
  state.phoneNumberId = select.value;
  history.replaceState(null, "", `#${state.phoneNumberId}/${state.waId ?? ""}`);
  loading = loading.then(loadMessages).catch(complain);
});
document.getElementById("leave").addEventListener("click", () => (document.body.dataset.pane = "people"));
document.addEventListener("visibilitychange", readOpenChat);
const tell = () => (document.getElementById("clock").textContent = clock());
tell();
setInterval(tell, 10000);
const reload = () => (loading = loading.then(load).catch(tryAgain));
const tryAgain = (error) => (complain(error), setTimeout(reload, RETRY_MS));
listen({ hello: reload, number: reload, customer: reload, message: received, status: received, typing: typed });
