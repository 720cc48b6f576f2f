/* A button that only asks what would happen: the answer's part of the page takes its place in this one, and what
   was typed stays. Without this the form is sent, and comes back with the same part filled in. */

export function watchPlanButtons() {
  for (const button of document.querySelectorAll("button[data-into]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      if (button.formNoValidate || button.form.reportValidity()) show(button);
    });
  }
}

async function show(button) {
  button.setAttribute("aria-busy", "true");
  try {
    const body = new FormData(button.form);
    const response = await fetch(button.formAction, { method: "POST", body, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const place = document.getElementById(button.dataset.into);
    place.replaceChildren(...page.getElementById(place.id).childNodes);
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: "start" });
  } catch {
    button.form.requestSubmit(button); // signed out meanwhile, or the panel is away: the page itself says so
  }
  button.removeAttribute("aria-busy");
}
