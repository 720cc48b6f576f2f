/* Immediate feedback: a sent form says so and is not sent twice; a confirmation must match. */

export function watchForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!("once" in form.dataset)) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    const button = event.submitter ?? form.querySelector("[data-busy]");
    if (button) showBusy(button);
  });
  // the browser may bring the page back as it was left
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());

  for (const field of document.querySelectorAll("[data-must-be]")) {
    const button = field.form.querySelector("button");
    const check = () => (button.disabled = field.value.trim() !== field.dataset.mustBe);
    field.addEventListener("input", check);
    check();
  }
  document.querySelector('[aria-invalid="true"]')?.focus();
}

function showBusy(button) {
  button.setAttribute("aria-disabled", "true");
  const spinner = document.createElement("span");
  spinner.className = "spinner";
  button.replaceChildren(spinner, button.dataset.busy ?? button.textContent);
}
