/* A secret that is being typed can be looked at. */

export function watchReveals() {
  for (const button of document.querySelectorAll("[data-reveal][hidden]")) watchReveal(button);
}

function watchReveal(button) {
  const field = document.getElementById(button.dataset.reveal);
  button.hidden = false;
  button.addEventListener("click", () => {
    const isShown = field.type === "password";
    field.type = isShown ? "text" : "password";
    button.setAttribute("aria-pressed", String(isShown));
  });
}
