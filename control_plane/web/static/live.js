/* Keeps #live current: the server renders the page again and this one takes over what changed.
   `data-events` names an event stream that says when; without one, or when it breaks, `data-live` is the
   pause in seconds between two looks; 0 means that there is nothing to wait for. */
import { morph } from "./morph.js";

/* What the frame says of open alarms: the page is here anyway. */
const IN_THE_FRAME = ["alarm-badge", "alarm-dot"];
const SHORTEST_PAUSE = 300;
const LONGEST_PAUSE = 30_000;

export function followLive(afterwards) {
  if (!Number(document.getElementById("live")?.dataset.live)) return;
  let stream = null;
  let timer = 0;
  let isBusy = false;
  let isWanted = false;
  let failures = 0;

  async function refresh() {
    if (isBusy) {
      isWanted = true;
      return;
    }
    isBusy = true;
    isWanted = false;
    clearTimeout(timer);
    try {
      const response = await fetch(location.href, { headers: { Accept: "text/html", "X-Background": "1" } });
      if (response.redirected && new URL(response.url).pathname !== location.pathname) {
        location.reload(); // signed out meanwhile
        return;
      }
      if (!response.ok) throw new Error(String(response.status));
      take(await response.text());
      failures = 0;
    } catch {
      failures += 1; // the panel restarts, or the network is away: what is shown stays
    }
    isBusy = false;
    listen();
    plan();
  }

  function take(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = page.getElementById("live");
    if (!fresh) return;
    const before = outcome();
    morph(document.getElementById("live"), fresh);
    for (const id of IN_THE_FRAME) morph(document.getElementById(id), page.getElementById(id));
    afterwards();
    if (outcome() !== before) document.getElementById("spoken").textContent = outcome();
  }

  function outcome() {
    return document.querySelector("#live .notice-title")?.textContent ?? "";
  }

  function plan() {
    const seconds = Number(document.getElementById("live").dataset.live);
    const pause = isWanted ? SHORTEST_PAUSE : Math.min(seconds * 1000 * 2 ** failures, LONGEST_PAUSE);
    const isTold = stream?.readyState === EventSource.OPEN && !isWanted && !failures;
    clearTimeout(timer);
    if (!isTold && !document.hidden) timer = setTimeout(refresh, pause);
  }

  function listen() {
    const address = document.getElementById("live").dataset.events;
    if (!address || document.hidden) {
      stream?.close();
      stream = null;
    } else if (!stream || stream.readyState === EventSource.CLOSED) {
      stream = new EventSource(address);
      stream.addEventListener("operation", refresh);
      stream.addEventListener("error", plan);
    }
  }

  // a browser opens few connections to one host: a page nobody looks at must not hold one
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) {
      refresh();
      return;
    }
    clearTimeout(timer);
    stream?.close();
  });
  listen();
  plan();
}
