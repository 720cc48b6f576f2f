// Starts the page named by the body. A browser on the machine that runs Docker drops what it is loading whenever
// an engine adds or removes a network interface (ERR_NETWORK_CHANGED): then the page is loaded again.

const RETRY_MS = 700;

import(`./${document.body.dataset.page}.js`).catch((error) => {
  console.warn(error);
  setTimeout(() => location.reload(), RETRY_MS);
});
