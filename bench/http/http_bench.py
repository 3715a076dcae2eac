# SPDX-License-Identifier: MIT
"""Servers and clients under load. Each runtime in turn serves the same program on one core, and the other side has another.

`wrk` looks at every answer and must see no error. Besides requests a second the table has latency, the peak memory of the process, and what
is robust on a shared machine: its processor time a request. Every number is the median of the rounds, which are interleaved.
BENCH_ONLY=REGEX leaves out cases of other names: BENCH_ONLY=idle ./dev bench http.
"""
import json
import os
import re
import socket
import ssl
import statistics
import subprocess
import sys
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
TICK = os.sysconf("SC_CLK_TCK")
HELLO = "Hello, World!"
JSON = '{"message":"Hello, World!","list":[1,2,3],"nested":{"ok":true}}'
WRITES = "".join(f"line {i} of the answer\n" for i in range(40))
TLS_HELLO = "hello world\n"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def pinned(core, command):
    return ["taskset", "-c", str(core)] + command if os.cpu_count() > 1 else command


def is_wanted(name):
    return re.search(os.environ.get("BENCH_ONLY", ""), name) is not None


class Process:
    """What the operating system says of a process that is measured."""

    def __init__(self, command, core, **more):
        self.process = subprocess.Popen(pinned(core, command), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, **more)

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


class Server(Process):
    def __init__(self, command, script, core=0):
        self.port = free_port()
        self.secure = script.endswith("_tls.js")
        super().__init__(command + [os.path.join(HERE, script), str(self.port)], core)
        if self.process.stdout.readline().strip() != "ready":
            self.stop()
            raise RuntimeError(f"{command[0]} does not run {script}")

    def url(self, path):
        return f"{'https' if self.secure else 'http'}://127.0.0.1:{self.port}{path}"

    def check(self, path, expected):
        trusting = ssl.create_default_context()
        trusting.check_hostname = False
        trusting.verify_mode = ssl.CERT_NONE
        with urllib.request.urlopen(self.url(path), timeout=20, context=trusting) as answer:
            text = answer.read().decode()
        if text != expected:
            sys.exit(f"{self.process.args}: {path} answers {text[:100]!r}")


class Silent(Exception):
    """Not one answer in time."""


def load(server, path, expected, connections, seconds, more=(), warming=False):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", os.path.join(HERE, "_check.lua"), *more, server.url(path)]
    before = server.cpu()
    out = subprocess.run(pinned(1, command), capture_output=True, text=True, check=True, env={**os.environ, "EXPECTED": expected}).stdout
    used = server.cpu() - before
    got = json.loads(re.search(r"^\{.*\}$", out, re.M).group(0))
    closing = any("close" in word for word in more)  # wrk counts the end of a connection as an error
    if got["bad"] or (got["errors"] and not closing):
        sys.exit(f"{server.process.args}: {out}")
    if warming:
        return {}
    if not got["good"]:
        raise Silent
    return {"requests a second": got["good"] / got["seconds"], "CPU us a request": used / got["good"] * 1e6, "p50 ms": got["p50"],
            "p99 ms": got["p99"], "peak MiB": server.memory("VmHWM")}


class Table:
    def __init__(self):
        self.rows = {}

    def add(self, case, label, values):
        for key, value in values.items():
            self.rows.setdefault((case, key), {}).setdefault(label, []).append(value)

    def print(self, title, labels):
        print(f"\n### {title}\n\n| case | | " + " | ".join(labels) + " | protojs / node |")
        print("|---|---|" + "---:|" * (len(labels) + 1))
        for (name, key), values in self.rows.items():
            row = {label: statistics.median(v) for label, v in values.items()}
            cells = [f"{row[label]:,.{0 if row[label] >= 1000 else 2}f}" if label in row else "-" for label in labels]
            ratio = f"{row['protojs'] / row['node']:.2f}" if row.get("node") and "protojs" in row else "-"
            print(f"| {name} | {key} | " + " | ".join(cells) + f" | {ratio} |", flush=True)


# name, script, path, answer, connections, more for wrk
CASES = [("text", "_hello.js", "/", HELLO, 64), ("text", "_hello.js", "/", HELLO, 512),
         ("JSON", "_hello.js", "/json", JSON, 64), ("JSON", "_hello.js", "/json", JSON, 512),
         ("40 writes an answer", "_hello.js", "/writes", WRITES, 64),
         ("Express, text", "_express.js", "/", HELLO, 64), ("Express, text", "_express.js", "/", HELLO, 512),
         ("HTTPS, text", "_tls.js", "/", TLS_HELLO, 64), ("HTTPS, text", "_tls.js", "/", TLS_HELLO, 512)]
SERVE = {"/": HELLO, "/json": JSON}


def served(table, case, label, command, script, path, expected, connections, warm, seconds, more=()):
    try:
        server = Server(command, script)
    except RuntimeError as error:
        print(f"left out: {error}", file=sys.stderr)
        return
    try:
        server.check(path, expected)
        load(server, path, expected, connections, warm, more, warming=True)
        table.add(f"{case}, {connections} connections", label, load(server, path, expected, connections, seconds, more))
    except Silent:
        print(f"{label}, {case}, {connections} connections: no answer in {seconds} s", file=sys.stderr)
    finally:
        server.stop()


def servers(table, found, rounds, warm, seconds):
    for _ in range(rounds):
        for name, script, path, expected, connections in CASES:
            if not is_wanted(f"{name}, {connections} connections"):
                continue
            slow = 2 if script == "_tls.js" and connections > 100 else 1  # so many handshakes come first
            for label, command in found.items():
                served(table, name, label, command, script, path, expected, connections, warm * slow, seconds * slow)
            if script == "_hello.js" and path in SERVE and "bun" in found:
                served(table, name, "Bun.serve", found["bun"], "_serve.js", path, expected, connections, warm, seconds)


def clients(table, found, rounds, seconds):
    """A client on one core, the same server for all on the other."""
    for _ in range(rounds):
        for how in ("request", "fetch"):
            for label, command in found.items() if is_wanted(f"http.{how}, 16 at a time") else ():
                server = Process(found.get("node", found["protojs"]) + [os.path.join(HERE, "..", "fetch", "_server.js")], 1, stdin=subprocess.PIPE)
                try:
                    port = server.process.stdout.readline().strip()
                    client = subprocess.run(pinned(0, command + [os.path.join(HERE, "_client.js"), port, "16", str(seconds), how]),
                                            capture_output=True, text=True, timeout=120)
                    if client.returncode != 0:
                        sys.exit(f"{command}: {how}: {client.stderr[-500:]}")
                    got = json.loads(client.stdout)
                    table.add(f"http.{how}, 16 at a time" if how == "request" else "fetch, 16 at a time", label, {
                        "requests a second": got["count"] / seconds, "CPU us a request": got["cpu"] / got["count"] * 1e6,
                        "p50 ms": got["p50"], "p99 ms": got["p99"]})
                finally:
                    server.stop()


def transfer(server, command, expected):
    started, cpu = time.time(), server.cpu()
    out = subprocess.run(pinned(1, ["sh", "-c", command]), capture_output=True, text=True).stdout.strip()
    if out != expected:
        sys.exit(f"{command}: {out[:100]!r}")
    return {"wall s": time.time() - started, "CPU s": server.cpu() - cpu, "peak MiB": server.memory("VmHWM")}


def streams(table, found, rounds, size=1 << 30):
    for _ in range(rounds):
        for label, command in found.items():
            for name in filter(is_wanted, ("1 GiB from the server", "1 GiB to the server, chunked")):
                server = Server(command, "_hello.js")
                line = f"curl -s {server.url(f'/stream/{size}')} | wc -c" if "from" in name else \
                    f"head -c {size} /dev/zero | curl -s -T - -X POST -H Expect: {server.url('/upload')}"
                try:
                    table.add(name, label, transfer(server, line, str(size)))
                finally:
                    server.stop()


def idle(table, found, count=10000):
    for label, command in found.items() if is_wanted(f"{count} idle connections") else ():
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
            table.add(f"{count} idle connections", label, {"KiB each": (server.memory() - before) * 1024 / count})
        finally:
            for s in sockets:
                s.close()
            server.stop()


def raise_limit():
    import resource
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def main(found, rounds, short=False):
    raise_limit()
    warm, seconds = 3, 3
    rounds = 1 if short else rounds
    table = Table()
    servers(table, found, rounds, warm, seconds)
    clients(table, found, rounds, seconds)
    streams(table, found, rounds)
    idle(table, found)
    table.print("HTTP", [*found, *(["Bun.serve"] if "bun" in found else [])])
