"""How long the edge takes to say whether a certificate may be asked for: every first handshake waits for it.

    .venv/bin/python -m bench.edge_ask [--requests 500] [--json]

A real edge with TLS (`make images` first), asked where its `ask` listens: inside its own network.
"""

import json

from bench.report import arguments, show, spread
from tests.integration.images.tls_edge import tls_edge

_KNOWN = 200
_SCRIPT = """
import http.client, json, time
spent = {}
for name, host, wanted in (("known", "h7.example.com", 200), ("unknown", "nobody.example.com", 404)):
    spent[name] = []
    for _ in range(REQUESTS):
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", 8081)
        connection.request("GET", f"/?domain={host}")
        assert connection.getresponse().status == wanted
        spent[name].append(1000 * (time.perf_counter() - began))
print(json.dumps(spent))
"""


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--requests", type=int, default=500)
    options = parser.parse_args()
    with tls_edge() as edge:
        edge.allow(*(f".certificates/h{number}.example.com" for number in range(_KNOWN)))
        spent = json.loads(edge.inside(_SCRIPT.replace("REQUESTS", str(options.requests))))
    rows = [{"host": name, **spread(milliseconds)} for name, milliseconds in spent.items()]
    show("ask: milliseconds, a connection each", rows)


if __name__ == "__main__":
    main()
