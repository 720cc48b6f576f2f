/* The form of a new tenant: a slug from the name, the address as it will be, rows of people. */

const LONGEST_SLUG = 31;

export function watchTenantForm() {
  const form = document.querySelector(".new-tenant");
  if (!form) return;
  suggestSlug(form);
  watchRows(form.querySelector("[data-rows]"));
}

function suggestSlug(form) {
  const { name, slug } = form.elements;
  const previews = form.querySelectorAll("[data-address]");
  let isOwn = slug.value !== "";
  const show = () => {
    for (const each of previews) each.textContent = each.dataset.address.replace("•", slug.value || "…");
  };
  name.addEventListener("input", () => {
    if (!isOwn) slug.value = slugOf(name.value);
    show();
  });
  slug.addEventListener("input", () => {
    isOwn = slug.value !== "";
    show();
  });
  show();
}

export function slugOf(name) {
  const plain = name.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, LONGEST_SLUG)
    .replace(/-+$/, "");
}

function watchRows(rows) {
  const template = rows.querySelector("template");
  const add = rows.querySelector("[data-add-row]");
  add.hidden = false;
  for (const button of rows.querySelectorAll("[data-remove-row]")) button.hidden = false;
  add.addEventListener("click", () => {
    const row = template.content.cloneNode(true);
    row.querySelector("[data-remove-row]").hidden = false;
    const first = row.querySelector("input");
    rows.insertBefore(row, template);
    first.focus();
  });
  rows.addEventListener("click", (event) => {
    event.target.closest("[data-remove-row]")?.closest(".row-2").remove();
  });
}
