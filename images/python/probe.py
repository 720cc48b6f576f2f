#!/usr/bin/env -S python3 -IS
"""Health check: `probe PORT PATH` ends with 0 if GET http://127.0.0.1:PORT/PATH answers 200.

Run every few seconds in every container: a bare socket costs less than an HTTP client.
"""

import socket
import sys

port, path = int(sys.argv[1]), sys.argv[2]
with socket.create_connection(("127.0.0.1", port), timeout=3) as connection:
    connection.sendall(f"GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
    status = connection.makefile("rb").readline().split(b" ")
sys.exit(0 if status[1:2] == [b"200"] else 1)
