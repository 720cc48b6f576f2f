/* Light or dark, and the menu of a narrow screen. The choice is a cookie, so that the server draws it. */

const YEAR = 365 * 24 * 3600;

export function watchPreferences() {
  document.querySelector("[data-theme-toggle]")?.addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    document.cookie = `guiche_theme=${theme}; path=/; max-age=${YEAR}; samesite=lax`;
  });
  const toggle = document.querySelector("[data-toggle]");
  toggle?.addEventListener("click", () => {
    const isOpen = document.getElementById(toggle.dataset.toggle).classList.toggle("is-open");
    toggle.setAttribute("aria-expanded", String(isOpen));
  });
}

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}
