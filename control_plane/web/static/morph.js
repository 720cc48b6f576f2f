/* Makes one element like another, touching only what differs: focus, open details, typed text and running
   transitions survive. */

export function morph(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (!isSame(old, fresh)) {
    old.replaceWith(fresh);
    return;
  }
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  if ("keep" in old.dataset) return;
  copyAttributes(old, fresh);
  morphChildren(old, fresh);
}

function isSame(old, fresh) {
  return old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && (old.id ?? "") === (fresh.id ?? "");
}

function copyAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !(name === "open" && old.nodeName === "DETAILS")) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

function morphChildren(old, fresh) {
  const wanted = [...fresh.childNodes];
  for (const [at, child] of wanted.entries()) {
    const here = old.childNodes[at];
    const known = child.id ? findChild(old, child.id) : null;
    if (known && known !== here) old.insertBefore(known, here ?? null);
    const match = known ?? here;
    if (match) morph(match, child);
    else old.append(child);
  }
  while (old.childNodes.length > wanted.length) old.lastChild.remove();
}

function findChild(parent, id) {
  return [...parent.children].find((child) => child.id === id) ?? null;
}
