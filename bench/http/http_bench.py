# SPDX-License-Identifier: MIT
"""Servers under load: each runtime in turn serves the same program on one core, `wrk` asks from another.

Answers are checked before, and wrk must see no error. Besides requests a second, the table has what is robust on a shared machine: CPU
time of the server a request; and latency and memory.
"""
import os
import re
import socket
import statistics
import subprocess
import sys
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
TICK = os.sysconf("SC_CLK_TCK")
HELLO = "Hello, World!"
JSON = '{"message":"Hello, World!","list":[1,2,3],"nested":{"ok":true}}'


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def pinned(core, command):
    return ["taskset", "-c", str(core)] + command if os.cpu_count() > 1 else command


class Server:
    def __init__(self, command, script):
        self.port = free_port()
        self.process = subprocess.Popen(pinned(0, command + [os.path.join(HERE, script), str(self.port)]), stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        if self.process.stdout.readline().strip() != "ready":
            raise RuntimeError(f"{command[0]} does not run {script}")

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def cpu(self):
        with open(f"/proc/{self.process.pid}/stat") as f:
            fields = f.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def memory(self, name="VmRSS"):
        with open(f"/proc/{self.process.pid}/status") as f:
            return int(re.search(rf"{name}:\s+(\d+)", f.read()).group(1)) / 1024

    def stop(self):
        self.process.terminate()
        self.process.wait()


def milliseconds(text):
    number, unit = re.match(r"([\d.]+)(us|ms|s)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def load(server, path, connections, seconds):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}", "--latency", server.url(path)]
    before = server.cpu()
    out = subprocess.run(pinned(1, command), capture_output=True, text=True, check=True).stdout
    used = server.cpu() - before
    if "Non-2xx" in out or re.search(r"Socket errors: connect [1-9]|read [1-9]|write [1-9]", out):
        sys.exit(f"{server.process.args}: {out}")
    count = int(re.search(r"(\d+) requests in", out).group(1))
    return {"requests a second": float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)), "CPU us a request": used / count * 1e6,
            "p99 ms": milliseconds(re.search(r"^\s+99%\s+(\S+)", out, re.M).group(1)), "memory MiB": server.memory()}


def checked(server, path, expected):
    with urllib.request.urlopen(server.url(path), timeout=20) as answer:
        text = answer.read().decode()
    if text != expected:
        sys.exit(f"{server.process.args}: {path} answers {text[:100]!r}")


def run(found, rounds, seconds=3):
    table = {}
    cases = [("node:http, text", "_hello.js", "/", HELLO, 64), ("node:http, text", "_hello.js", "/", HELLO, 512),
             ("node:http, JSON", "_hello.js", "/json", JSON, 64), ("node:http, JSON", "_hello.js", "/json", JSON, 512),
             ("Express, text", "_express.js", "/", HELLO, 64),
             ("Bun.serve, Deno.serve, text", "_serve.js", "/", HELLO, 64), ("Bun.serve, Deno.serve, JSON", "_serve.js", "/json", JSON, 64)]
    for _ in range(rounds):
        for name, script, path, expected, connections in cases:
            for label, command in found.items():
                if script == "_serve.js" and label not in ("bun", "deno"):
                    continue
                try:
                    server = Server(command, script)
                except RuntimeError as error:
                    print(f"left out: {error}", file=sys.stderr)
                    continue
                try:
                    checked(server, path, expected)
                    load(server, path, connections, 3)  # warm
                    for key, value in load(server, path, connections, seconds).items():
                        table.setdefault((f"{name}, {connections} connections", key), {}).setdefault(label, []).append(value)
                finally:
                    server.stop()
    return table


def transfer(server, command, expected):
    started, cpu = time.time(), server.cpu()
    out = subprocess.run(command, shell=True, capture_output=True, text=True).stdout.strip()
    if out != expected:
        sys.exit(f"{command}: {out[:100]!r}")
    return {"wall s": time.time() - started, "CPU s": server.cpu() - cpu, "peak MiB": server.memory("VmHWM")}


def streams(found, rounds, table, size=1 << 30):
    for _ in range(rounds):
        for label, command in found.items():
            server = Server(command, "_hello.js")
            try:
                down = f"curl -s {server.url(f'/stream/{size}')} | wc -c"
                up = f"head -c {size} /dev/zero | curl -s -T - -X POST -H Expect: {server.url('/upload')}"
                for name, line in (("1 GiB from the server", down), ("1 GiB to the server, chunked", up)):
                    for key, value in transfer(server, line, str(size)).items():
                        table.setdefault((name, key), {}).setdefault(label, []).append(value)
            finally:
                server.stop()


def idle(found, table, count=10000):
    for label, command in found.items():
        server = Server(command, "_hello.js")
        sockets = []
        try:
            before = server.memory()
            for i in range(count):
                s = socket.create_connection(("127.0.0.1", server.port))
                s.sendall(b"GET / HTTP/1.1\r\nHost: idle\r\n\r\n")
                if not s.recv(4096).startswith(b"HTTP/1.1 200"):
                    sys.exit(f"{label}: connection {i} is refused")
                sockets.append(s)
            time.sleep(1)
            table.setdefault((f"{count} idle connections", "KiB each"), {})[label] = [(server.memory() - before) * 1024 / count]
        finally:
            for s in sockets:
                s.close()
            server.stop()


def main(found, rounds):
    table = run(found, rounds)
    streams(found, rounds, table)
    idle(found, table)
    print("\n### Servers\n\n| case | | " + " | ".join(found) + " | protojs / node |")
    print("|---|---|" + "---:|" * (len(found) + 1))
    for (name, key), values in table.items():
        row = {label: statistics.median(v) for label, v in values.items()}
        cells = [f"{row[label]:,.2f}" if label in row else "-" for label in found]
        ratio = f"{row['protojs'] / row['node']:.2f}" if row.get("node") and "protojs" in row else "-"
        print(f"| {name} | {key} | " + " | ".join(cells) + f" | {ratio} |")
