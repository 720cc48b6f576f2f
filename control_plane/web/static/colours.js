/* A colour is typed as text; where modules run, the browser's own palette stands beside it. */

const HEX = /^#[0-9a-f]{6}$/i;

export function watchColours() {
  for (const palette of document.querySelectorAll("[data-colour-of]")) {
    const field = document.getElementById(palette.dataset.colourOf);
    const follow = () => {
      const typed = field.value.trim();
      if (HEX.test(typed)) palette.value = typed.toLowerCase();
    };
    palette.hidden = false;
    palette.addEventListener("input", () => (field.value = palette.value));
    field.addEventListener("input", follow);
    follow();
  }
}
