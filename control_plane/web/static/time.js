/* Moments in the reader's own time zone, and durations that tick. */

export function showMoments() {
  for (const element of document.querySelectorAll("time[data-moment]")) {
    const moment = new Date(element.dateTime);
    element.title = moment.toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "medium" });
  }
}

export function tickDurations() {
  setInterval(() => {
    for (const element of document.querySelectorAll("[data-since]")) {
      element.textContent = duration(Date.now() - Date.parse(element.dataset.since));
    }
  }, 1000);
}

/* Written as the server writes it (figures.py). */
function duration(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (number) => String(number).padStart(2, "0");
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} min`;
}
