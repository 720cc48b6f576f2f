/* Makes one element like another, touching only what differs: focus, open details, typed text and running
   transitions survive. */

/* What tells an element from its neighbours of the same kind: its name, or where it leads. Whoever has the focus
   on a button must not find that another one has slipped under it. */
const NAMES = ["id", "action", "href", "aria-labelledby"];

export function morph(old, fresh) {
  const focused = document.activeElement;
  if (isSame(old, fresh)) makeLike(old, fresh);
  else old.replaceWith(fresh);
  // who is moved loses the focus
  if (focused?.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true });
}

function makeLike(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.data = fresh.data;
    return;
  }
  if ("keep" in old.dataset) return;
  copyAttributes(old, fresh);
  makeChildrenLike(old, fresh);
}

function isSame(old, fresh) {
  return old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && nameOf(old) === nameOf(fresh);
}

function nameOf(node) {
  return NAMES.map((name) => node.getAttribute?.(name)).find(Boolean);
}

function copyAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !(name === "open" && old.nodeName === "DETAILS")) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

function makeChildrenLike(old, fresh) {
  let here = old.firstChild;
  const wanted = [...fresh.childNodes];
  while (wanted.length) {
    const child = wanted.shift();
    const known = find(here, child);
    if (!known) {
      old.insertBefore(child, here);
      continue;
    }
    while (here !== known && isDone(here, wanted)) here = removed(here);
    if (here === known) here = here.nextSibling;
    else old.insertBefore(known, here);
    makeLike(known, child);
  }
  while (here) here = removed(here);
}

/* The first from here on that is the same. */
function find(here, child) {
  for (let one = here; one; one = one.nextSibling) if (isSame(one, child)) return one;
  return null;
}

/* Text between elements holds nothing that a fresh one would not. */
function isDone(node, wanted) {
  return node.nodeType !== Node.ELEMENT_NODE || !wanted.some((child) => isSame(node, child));
}

/* What comes after it. */
function removed(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}
