// The one small menu that is open at a time.

const screen = document.getElementById("screen");
let popover = null;

document.addEventListener("pointerdown", (event) => popover && !popover.contains(event.target) && closePopover());
document.addEventListener("keydown", (event) => event.key === "Escape" && closePopover());

/** Opens a menu beside `anchor`, kept inside the screen; without one it stays where its style puts it. */
export function openPopover(menu, anchor) {
  closePopover();
  popover = menu;
  screen.append(menu);
  if (!anchor) return;
  const [frame, spot] = [screen.getBoundingClientRect(), anchor.getBoundingClientRect()];
  menu.style.top = `${Math.max(8, Math.min(spot.bottom - frame.top, frame.height - menu.offsetHeight - 80))}px`;
  menu.style.left = `${Math.max(8, Math.min(spot.right - frame.left - menu.offsetWidth, frame.width - menu.offsetWidth - 8))}px`;
}

export function closePopover() {
  popover?.remove();
  popover = null;
}
