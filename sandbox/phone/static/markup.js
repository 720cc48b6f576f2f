// WhatsApp's own marks in a text: *bold*, _italic_, ~struck~, ```code```, and web addresses.

import { el } from "./dom.js";

const MARKS = { "*": "strong", _: "em", "~": "s", "```": "code" };
const TOKEN = /```([^`]+)```|(?<![\p{L}\d])([*_~])(\S(?:[^\n]*?\S)?)\2(?![\p{L}\d])|(https?:\/\/[^\s<>"']+)/u;

/** The text as nodes; nothing in it is ever read as HTML. */
export function formatted(text) {
  const nodes = [];
  let rest = text;
  while (rest) {
    const found = TOKEN.exec(rest);
    if (!found) break;
    if (found.index) nodes.push(rest.slice(0, found.index));
    nodes.push(nodeOf(found));
    rest = rest.slice(found.index + found[0].length);
  }
  return rest ? [...nodes, rest] : nodes;
}

function nodeOf([, code, mark, marked, address]) {
  if (code) return el("code", {}, code);
  if (address) return el("a", { href: address, target: "_blank", rel: "noreferrer noopener" }, address);
  return el(MARKS[mark], {}, ...formatted(marked));
}

/** The same text without its marks, for one line. */
export function plain(text) {
  const found = TOKEN.exec(text);
  if (!found) return text;
  const [whole, code, , marked, address] = found;
  return text.slice(0, found.index) + (code ?? address ?? plain(marked)) + plain(text.slice(found.index + whole.length));
}
