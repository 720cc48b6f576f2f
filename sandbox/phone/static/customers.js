// The list of customers, and the form that adds one.

import { api } from "./api.js";
import { preview } from "./bubbles.js";
import { avatar, el } from "./dom.js";
import { clock } from "./i18n.js";
import { chatOf, state, unreadIn } from "./state.js";

const list = document.getElementById("customers");
const dialog = document.getElementById("new-customer");
const problem = document.getElementById("new-problem");

/** Draws the list, whoever wrote or was written to last on top. */
export function drawCustomers(choose) {
  const last = new Map(state.customers.map(({ wa_id }) => [wa_id, chatOf(wa_id).filter(({ reaches_phone }) => reaches_phone).at(-1)]));
  const sorted = [...state.customers].sort((a, b) => (last.get(b.wa_id)?.timestamp ?? 0) - (last.get(a.wa_id)?.timestamp ?? 0));
  list.replaceChildren(...sorted.map((customer) => row(customer, last.get(customer.wa_id), choose)));
}

function row(customer, message, choose) {
  const unread = unreadIn(customer.wa_id).length;
  const button = el(
    "button",
    {
      class: unread ? "person waiting" : "person", type: "button", "data-testid": `customer-${customer.wa_id}`,
      "aria-current": String(customer.wa_id === state.waId), onclick: () => choose(customer.wa_id),
    },
    avatar(customer.name),
    el("b", {}, customer.name),
    message ? el("time", {}, clock(message.timestamp)) : el("span"),
    el("span", { class: "preview" }, message ? preview(message) : customer.phone),
    unread ? el("span", { class: "unread", "data-testid": `unread-${customer.wa_id}` }, String(unread)) : null,
  );
  return el("li", {}, button);
}

/** Wires the dialog; `added` gets the new customer. */
export function setUpCustomerForm(added) {
  const name = document.getElementById("new-name");
  const phone = document.getElementById("new-phone");
  document.getElementById("add").addEventListener("click", () => {
    dialog.querySelector("form").reset();
    problem.hidden = true;
    dialog.showModal();
  });
  document.getElementById("new-cancel").addEventListener("click", () => dialog.close());
  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      added(await api.addCustomer(name.value, withCountry(phone.value)));
      dialog.close();
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    }
  });
}

/** A number dialled inside Brazil gets its country code. */
function withCountry(typed) {
  const digits = typed.replace(/\D/g, "");
  return !typed.trim().startsWith("+") && digits.length <= 11 ? `+55${digits}` : typed;
}
