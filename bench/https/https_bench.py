# SPDX-License-Identifier: MIT
"""HTTPS under load: each runtime in turn serves hello-world on one core, `wrk` asks from another over connections that it keeps.

The answer is checked before, and wrk must see no error. CPU time of the server a request is what stands firm on a shared machine. A second case
counts handshakes: `wrk` asks for each connection to be closed.
"""
import os
import re
import ssl
import statistics
import subprocess
import sys
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
TICK = os.sysconf("SC_CLK_TCK")
EXPECTED = "hello world\n"


def pinned(core, command):
    return ["taskset", "-c", str(core)] + command if os.cpu_count() > 1 else command


class Server:
    def __init__(self, command):
        self.process = subprocess.Popen(pinned(0, command + [os.path.join(HERE, "_hello.js")]), stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        self.url = f"https://127.0.0.1:{self.process.stdout.readline().strip()}/"

    def cpu(self):
        with open(f"/proc/{self.process.pid}/stat") as f:
            fields = f.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def memory(self):
        with open(f"/proc/{self.process.pid}/status") as f:
            return int(re.search(r"VmRSS:\s+(\d+)", f.read()).group(1)) / 1024

    def check(self):
        trusting = ssl.create_default_context()
        trusting.check_hostname = False
        trusting.verify_mode = ssl.CERT_NONE
        with urllib.request.urlopen(self.url, timeout=20, context=trusting) as answer:
            text = answer.read().decode()
        if text != EXPECTED:
            sys.exit(f"{self.process.args} answers {text[:100]!r}")

    def stop(self):
        self.process.terminate()
        self.process.wait()


def load(server, connections, seconds, more):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}"] + more + [server.url]
    before = server.cpu()
    out = subprocess.run(pinned(1, command), capture_output=True, text=True, check=True).stdout
    used = server.cpu() - before
    if "Non-2xx" in out or (not more and "Socket errors" in out):
        sys.exit(f"{server.process.args}: {out}")
    count = int(re.search(r"(\d+) requests in", out).group(1))
    if count == 0:
        return {}
    return {"requests a second": float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)),
            "CPU us a request": used / count * 1e6, "memory MiB": server.memory()}


def main(found, rounds, seconds=3):
    table = {}
    cases = [("keep-alive, 64 connections", 64, []), ("keep-alive, 512 connections", 512, []),
             ("a handshake a request, 32 connections", 32, ["-H", "Connection: close"])]
    for _ in range(rounds):
        for label, command in found.items():
            for name, connections, more in cases:
                server = Server(command)
                try:
                    server.check()
                    load(server, connections, 2, more)  # warm
                    for key, value in load(server, connections, seconds, more).items():
                        table.setdefault((name, key), {}).setdefault(label, []).append(value)
                finally:
                    server.stop()
    print("\n### HTTPS\n\n| case | | " + " | ".join(found) + " | protojs / node |")
    print("|---|---|" + "---:|" * (len(found) + 1))
    for (name, key), values in table.items():
        row = {label: statistics.median(v) for label, v in values.items()}
        cells = [f"{row[label]:,.1f}" if label in row else "-" for label in found]
        ratio = f"{row['protojs'] / row['node']:.2f}" if row.get("node") and "protojs" in row else "-"
        print(f"| {name} | {key} | " + " | ".join(cells) + f" | {ratio} |")
