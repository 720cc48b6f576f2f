// Builds elements without ever parsing text as HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes (`onclick` and friends are listeners) and children (nodes, texts, or nothing). */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

export function icon(name, className = "icon") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/static/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

const hueOf = (text) => [...text].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 65521, 7) % 6;

export function initials(name) {
  const words = name.split(/\s+/).filter((word) => /\p{L}/u.test(word));
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...(word ?? "")][0] ?? "").join("").toUpperCase();
}

export function avatar(name) {
  return el("span", { class: `avatar hue${hueOf(name)}`, "aria-hidden": "true" }, initials(name) || "#");
}

let current = null;

/** Shows a sentence for some seconds. */
export function toast(sentence) {
  current?.remove();
  current = el("div", { class: "toast", role: "alert" }, sentence);
  document.body.append(current);
  setTimeout(() => current?.remove(), 5000);
}
