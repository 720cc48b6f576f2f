// Switches for the faults, and the live log of webhook deliveries.

import { api, listen } from "./api.js";
import { el, toast } from "./dom.js";
import { FAULTS, say } from "./faults-words.js";
import { clock, translatePage } from "./i18n.js";

const CHOICES = { "fila_ia.slow": [5, 20, 60], "graph.fails_later": [130472, 131026, 131042, 131047, 131048, 131049, 131050, 131053, 132015], "webhook.batch_size": [2, 10, 100, 1000] };
const SHOWN = 60;
const rows = document.getElementById("log-rows");
let current = {};

const complain = (error) => toast(error.message);

function drawGroups(faults) {
  current = faults;
  document.getElementById("groups").replaceChildren(...Object.keys(faults).map(drawGroup));
  document.getElementById("clear").disabled = Object.values(faults).every((group) => !Object.keys(group).length);
}

function drawGroup(group) {
  const [title, lead] = say(group);
  const on = Object.keys(current[group]).length;
  const faults = FAULTS.filter((key) => key.startsWith(`${group}.`));
  return el("section", { class: "group" }, el("h2", {}, title, on ? el("span", {}, say("on", on)) : null), el("p", {}, lead), el("div", { class: "switches" }, ...faults.map(drawFault)));
}

function drawFault(key) {
  const [group, name] = key.split(".");
  const value = current[group][name];
  const [title, lead] = say(key);
  const id = `fault-${group}-${name}`;
  const set = (wanted) => api.setFaults({ [group]: { ...current[group], [name]: wanted } }).then(drawGroups, complain);
  const left = value > 0 && value !== true && !CHOICES[key] ? el("span", { class: "left" }, say("left", value)) : null;
  const control = CHOICES[key] ? choice(key, value, set, id) : toggle(Boolean(value), set, id);
  return el("div", { class: "fault" }, el("b", { id: `${id}-name` }, title), el("p", {}, lead), el("div", { class: "control" }, left, control));
}

function toggle(on, set, id) {
  return el("input", { class: "switch", type: "checkbox", role: "switch", checked: on, "data-testid": id, "aria-labelledby": `${id}-name`, onchange: (event) => set(event.target.checked) });
}

function choice(key, value, set, id) {
  const text = (one) => (key === "fila_ia.slow" ? say("seconds", one) : String(one));
  const known = value && !CHOICES[key].includes(value) ? [value, ...CHOICES[key]] : CHOICES[key];
  const options = known.map((one) => el("option", { value: one, selected: one === value }, text(one)));
  return el("select", { "data-testid": id, "aria-labelledby": `${id}-name`, onchange: (event) => set(Number(event.target.value) || false) }, el("option", { value: "" }, say("off")), ...options);
}

function deliveryRow(one) {
  const answer = el("span", { class: one.status === 200 ? "code fine" : "code" }, String(one.status ?? "—"));
  const note = [one.error, one.next_try_in && say("again", Math.round(one.next_try_in))].filter(Boolean).join(" · ");
  const cells = [clock(one.at), one.business, one.summary, one.attempt || "", answer, one.attempt ? `${one.milliseconds} ms` : ""];
  return el("tr", {}, ...cells.map((cell) => el("td", {}, cell instanceof Node ? cell : String(cell))), el("td", { class: "why" }, note));
}

function drawLog(deliveries) {
  const nothing = el("tr", {}, el("td", { class: "none", colspan: 7 }, say("nothing")));
  rows.replaceChildren(...(deliveries.length ? deliveries.slice(0, SHOWN).map(deliveryRow) : [nothing]));
}

function addDelivery(delivery) {
  rows.querySelector(".none")?.closest("tr").remove();
  rows.prepend(deliveryRow(delivery));
  while (rows.children.length > SHOWN) rows.lastChild.remove();
}

translatePage();
for (const [id, key] of [["title", "title"], ["lead", "lead"], ["clear", "clear"], ["log-title", "logTitle"], ["log-lead", "logLead"]]) {
  document.getElementById(id).textContent = say(key);
}
document.getElementById("log-head").append(...say("head").map((word) => el("th", { scope: "col" }, word)));
document.getElementById("clear").addEventListener("click", () => api.clearFaults().then(drawGroups, complain));
const load = () => Promise.all([api.faults().then(drawGroups), api.deliveries().then(drawLog)]).catch(complain);
listen({ hello: load, faults: drawGroups, delivery: addDelivery });
