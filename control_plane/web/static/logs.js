/* A service's log, live: the first event holds what there is, every further one what is new. */

const MOST_LINES = 1000;

export function followLog() {
  const log = document.getElementById("log");
  if (!log?.dataset.log) return;
  const follow = document.getElementById("log-follow");
  let stream = null;

  function listen() {
    if (document.hidden) {
      stream?.close(); // a browser opens few connections to one host
      stream = null;
    } else if (!stream) {
      let isFirst = true;
      stream = new EventSource(log.dataset.log);
      stream.addEventListener("open", () => (isFirst = true));
      stream.addEventListener("lines", (event) => {
        show(JSON.parse(event.data), isFirst);
        isFirst = false;
      });
    }
  }

  function show(lines, isWhole) {
    const before = isWhole ? [] : log.textContent.split("\n").slice(0, -1);
    const now = [...before, ...lines].slice(-MOST_LINES);
    if (isWhole || lines.length) log.textContent = now.map((line) => `${line}\n`).join("");
    document.getElementById("log-empty").hidden = now.length > 0;
    if (follow.checked) log.scrollTop = log.scrollHeight;
  }

  document.addEventListener("visibilitychange", listen);
  listen();
}
