// What the page knows. The server is the truth: every reconnection loads it again.

export const state = { numbers: [], customers: [], phoneNumberId: null, waId: null, replyTo: null, editing: null, chats: new Map() };

export const chatOf = (waId) => [...(state.chats.get(waId)?.values() ?? [])];

export const find = (wamid) => state.chats.get(state.waId)?.get(wamid);

export const number = () => state.numbers.find(({ phone_number_id }) => phone_number_id === state.phoneNumberId);

export const unreadIn = (waId) =>
  chatOf(waId).filter((one) => one.direction === "outbound" && one.reaches_phone && one.status !== "read" && one.type !== "reaction");

/** Keeps a message or its newer version; false when it is old news or belongs to another business number. */
export function keep(message) {
  if (message.phone_number_id !== state.phoneNumberId) return false;
  if (!state.chats.has(message.wa_id)) state.chats.set(message.wa_id, new Map());
  const chat = state.chats.get(message.wa_id);
  const known = chat.get(message.wamid);
  if (known && known.version >= message.version) return false;
  chat.set(message.wamid, message);
  return true;
}

/** The emojis on a message: the last reaction of each side, unless taken back. */
export const reactionsOn = (wamid) => [...reactionsBySide(wamid).values()].filter(Boolean);

/** The customer's own emoji on a message, if any. */
export const ownReaction = (wamid) => reactionsBySide(wamid).get("inbound");

function reactionsBySide(wamid) {
  const bySide = new Map();
  for (const one of chatOf(state.waId)) {
    if (one.type === "reaction" && one.content.message_id === wamid && one.reaches_phone) bySide.set(one.direction, one.content.emoji);
  }
  return bySide;
}
