/* Buttons that copy a value and say so. */

export function watchCopyButtons() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    await copy(button.dataset.copy);
    button.classList.add("is-copied");
    document.getElementById("spoken").textContent = button.dataset.copied;
    showCheck(button);
    setTimeout(() => button.classList.remove("is-copied"), 2000);
  });
}

async function copy(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  // plain HTTP on a host that is not localhost has no clipboard
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

function showCheck(button) {
  const path = button.querySelector(".icon path");
  if (!path || button.dataset.drawn) return;
  button.dataset.drawn = path.getAttribute("d");
  path.setAttribute("d", "M4.5 10.5l3.5 3.5 7.5-8");
  setTimeout(() => {
    path.setAttribute("d", button.dataset.drawn);
    delete button.dataset.drawn;
  }, 2000);
}
