# SPDX-License-Identifier: MIT
"""HTTPS with a handshake a request: `wrk` asks for each connection to be closed. Kept connections are among the cases of bench/http."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "http"))
import http_bench


def main(found, rounds, short=False):
    table = http_bench.Table()
    warm, seconds = (1, 2) if short else (2, 3)
    for _ in range(1 if short else rounds):
        for label, command in found.items():
            http_bench.served(table, "a handshake a request", label, command, "_tls.js", "/", http_bench.TLS_HELLO, 32, warm, seconds,
                              ["-H", "Connection: close"])
    table.print("HTTPS", list(found))
