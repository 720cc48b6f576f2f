// The sandbox's own calls, and the stream of what happens in it.

async function call(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body && JSON.stringify(body),
  });
  return answered(answer);
}

async function answered(answer) {
  const data = await answer.json();
  if (!answer.ok) throw new Error(data.error?.message ?? `HTTP ${answer.status}`);
  return data;
}

const list = async (path) => (await call("GET", path)).data;

export const api = {
  numbers: () => list("/sandbox/numbers"),
  customers: () => list("/sandbox/customers"),
  messages: (phoneNumberId) => list(`/sandbox/messages?phone_number_id=${encodeURIComponent(phoneNumberId)}`),
  addCustomer: (name, phone) => call("POST", "/sandbox/customers", { name, phone }),
  write: (message) => call("POST", "/sandbox/inbound", message),
  read: (phoneNumberId, waId) => call("POST", "/sandbox/read", { phone_number_id: phoneNumberId, wa_id: waId }),
  event: (event) => call("POST", "/sandbox/events", event),
  upload: async (phoneNumberId, file) => {
    const query = new URLSearchParams({ phone_number_id: phoneNumberId, filename: file.name });
    const headers = { "Content-Type": file.type || "application/octet-stream", "X-Sandbox": "1" };
    return answered(await fetch(`/sandbox/media?${query}`, { method: "POST", headers, body: file }));
  },
  faults: () => call("GET", "/sandbox/faults"),
  setFaults: (faults) => call("PUT", "/sandbox/faults", faults),
  clearFaults: () => call("DELETE", "/sandbox/faults"),
  deliveries: () => list("/sandbox/deliveries"),
  mails: () => list("/sandbox/mails"),
};

/** Calls the handler named like each event; `hello` comes on every (re)connection: reload then. */
export function listen(handlers) {
  const source = new EventSource("/events");
  for (const [name, handle] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => handle(JSON.parse(event.data)));
  }
}
