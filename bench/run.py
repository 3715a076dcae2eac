#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Run the benchmarks under protoJS and its peers, side by side, and print medians and ratios as Markdown.

usage: run.py --protojs PATH [--rounds N] [--short] [AREA ...]     (PEERS=folder/with/node,bun,deno in the environment)

AREA is a folder of bench/. Each bench/AREA/*.js prints JSON lines {"name": ..., "ops": operations per second} after checking its results; a
case that does not check throws, and the run fails. `startup` and `modules` measure whole processes: wall time and peak memory.
Rounds are interleaved (every runtime once a round), so that a noisy machine hits all alike.
"""
import argparse
import importlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def runtimes(protojs):
    found = {"protojs": [os.path.abspath(protojs)]}
    peers = os.environ.get("PEERS")
    for name in ("node", "bun", "deno"):
        path = os.path.join(peers, name) if peers else None
        if path and os.path.exists(path):
            found[name] = [os.path.realpath(path)] + (["run", "-A", "--unstable-detect-cjs"] if name == "deno" else [])
    return found


def measure(command, expected, cwd=None, feed=None):
    """Wall milliseconds, peak KiB and milliseconds of processor time of a process whose output is checked (None: only its exit)."""
    with tempfile.TemporaryFile() as out, open(feed or os.devnull, "rb") as stdin:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stdin=stdin, cwd=cwd)
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = (time.perf_counter() - started) * 1000
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode()
    if process.returncode != 0 or (expected is not None and text.strip() != expected):
        sys.exit(f"{' '.join(command)}: exit {process.returncode}, printed {text[:200]!r}")
    return elapsed, usage.ru_maxrss, (usage.ru_utime + usage.ru_stime) * 1000


def table(title, unit, rows, labels, lower_is_better):
    print(f"\n### {title} ({unit})\n")
    print("| case | " + " | ".join(labels) + " | protojs / node |")
    print("|---|" + "---:|" * (len(labels) + 1))
    for name, values in rows.items():
        cells = [f"{values[l]:,.1f}" if l in values else "-" for l in labels]
        ratio = f"{values['protojs'] / values['node']:.2f}" if values.get("node") and "protojs" in values else "-"
        print(f"| {name} | " + " | ".join(cells) + f" | {ratio} |")
    print(f"\n{'lower' if lower_is_better else 'higher'} is better")


def processes(cases, found, rounds):
    """cases: {name: {label: (command, expected, cwd[, file for standard input])}}"""
    times, memory, work = {}, {}, {}
    for _ in range(rounds):
        for name, commands in cases.items():
            for label, arguments in commands.items():
                ms, kib, cpu = measure(*arguments)
                work.setdefault(name, {}).setdefault(label, []).append(cpu)
                times.setdefault(name, {}).setdefault(label, []).append(ms)
                memory.setdefault(name, {}).setdefault(label, []).append(kib / 1024)
    medians = lambda d: {n: {l: statistics.median(v) for l, v in row.items()} for n, row in d.items()}
    return medians(times), medians(memory), medians(work)


def build_floor(area, folder):
    """The program that shows what the engine alone takes."""
    floor = os.path.join(folder, "floor")
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "javascriptcoregtk-4.1"], check=True, capture_output=True, text=True)
    subprocess.run(["cc", "-O2", "-o", floor, os.path.join(HERE, area, "floor.c"), *flags.stdout.split()], check=True)
    return floor


# Ways to start, by runtime; what one of them has no way for is left out.
EVALUATE = {"node": ["-e"], "protojs": ["-e"], "bun": ["-e"], "deno": ["eval"]}
PRINT = {"node": ["-p"], "protojs": ["-p"], "bun": ["-p"], "deno": ["eval", "-p"]}
STDIN = {"node": ["-"], "protojs": ["-"], "bun": ["run", "-"], "deno": ["run", "-"]}


def kinds_of_start(found, folder):
    """{case: {label: arguments of measure()}}"""
    def put(name, text):
        path = os.path.join(folder, name)
        with open(path, "w") as f:
            f.write(text)
        return path
    hello = os.path.join(HERE, "startup", "hello.js")
    module = put("hello.mjs", "console.log('hello');\n")
    typed = put("hello.ts", "const text: string = 'hello';\nconsole.log(text);\n")
    test = put("one.test.js", "require('node:test')('one', () => {});\n")
    server = put("server.js", "require('http').createServer().listen(0, function () { this.close(); });\n")
    program = {label: command[0] for label, command in found.items()}
    return {
        "hello-world, ES module": {l: (c + [module], "hello") for l, c in found.items()},
        "hello-world, TypeScript": {l: (c + [typed], "hello") for l, c in found.items()},
        "`-e`": {l: ([p, *EVALUATE[l], "console.log('hello')"], "hello") for l, p in program.items()},
        "`-p`": {l: ([p, *PRINT[l], "'hello'"], "hello") for l, p in program.items()},
        "standard input": {l: ([p, *STDIN[l]], "hello", None, hello) for l, p in program.items()},
        "an HTTP server that listens": {l: (c + [server], "") for l, c in found.items()},
        "`--test`, one file": {l: ([p, "--test", test], None) for l, p in program.items() if l in ("protojs", "node")},
    }


def startup(found, rounds):
    folder = tempfile.mkdtemp(prefix="protojs-bench-")
    floor = build_floor("startup", folder)
    hello = os.path.join(HERE, "startup", "hello.js")
    commands = {label: (command + [hello], "hello", None) for label, command in found.items()}
    commands["floor"] = ([floor], "hello", None)
    for _ in range(3):
        for command, expected, cwd in commands.values():
            measure(command, expected, cwd)
    times, memory, work = processes({"hello-world": commands}, found, max(rounds, 20))
    labels = [*found, "floor"]
    table("Start-up", "ms", times, labels, True)
    table("Start-up, processor time", "ms", work, labels, True)
    table("Start-up, peak memory", "MiB", memory, labels, True)
    times, memory, work = processes(kinds_of_start(found, folder), found, max(rounds, 10))
    table("Ways to start", "ms", times, [*found], True)
    table("Ways to start, processor time", "ms", work, [*found], True)
    table("Ways to start, peak memory", "MiB", memory, [*found], True)


def make_modules(folder, count):
    """A tree of small CommonJS modules: each requires two others and computes."""
    os.makedirs(folder, exist_ok=True)
    for i in range(count):
        children = [c for c in (2 * i + 1, 2 * i + 2) if c < count]
        with open(os.path.join(folder, f"m{i}.js"), "w") as f:
            f.write("'use strict';\n" + "".join(f"const c{c} = require('./m{c}');\n" for c in children))
            f.write(f"function value{i}(a, b) {{ return a * {i} + b; }}\nclass C{i} {{ constructor(x) {{ this.x = x; }} get twice() {{ return this.x * 2; }} }}\n")
            f.write(f"exports.sum = value{i}(1, 0)" + "".join(f" + c{c}.sum" for c in children) + f";\nexports.C = C{i};\n")
    with open(os.path.join(folder, "main.js"), "w") as f:
        f.write("console.log(require('./m0').sum);\n")
    return count * (count - 1) // 2


def make_es_modules(folder, count):
    """The same tree of ES modules, old enough for a cache to believe their time stamps."""
    os.makedirs(folder, exist_ok=True)
    for i in range(count):
        children = [c for c in (2 * i + 1, 2 * i + 2) if c < count]
        with open(os.path.join(folder, f"m{i}.mjs"), "w") as f:
            f.write("".join(f"import {{ sum as sum{c}, C as C{c} }} from './m{c}.mjs';\n" for c in children))
            f.write(f"function value{i}(a, b) {{ return a * {i} + b; }}\nexport class C {{ constructor(x) {{ this.x = x; }} get twice() {{ return this.x * 2; }} }}\n")
            f.write(f"export const sum = value{i}(1, 0)" + "".join(f" + sum{c}" for c in children) + ";\n")
            f.write("".join(f"if (typeof C{c} !== 'function') throw new Error('no class');\n" for c in children))
    with open(os.path.join(folder, "main.mjs"), "w") as f:
        f.write("import { sum } from './m0.mjs';\nconsole.log(sum);\n")
    for name in os.listdir(folder):
        os.utime(os.path.join(folder, name), (time.time() - 3600, time.time() - 3600))
    return count * (count - 1) // 2


def modules(found, rounds):
    folder = tempfile.mkdtemp(prefix="protojs-bench-")
    total = make_modules(os.path.join(folder, "tree"), 1000)
    make_es_modules(os.path.join(folder, "esm"), 1000)
    programs = {"1,000 small CommonJS modules": (os.path.join(folder, "tree", "main.js"), str(total)),
                "1,000 small ES modules": (os.path.join(folder, "esm", "main.mjs"), str(total))}
    typescript = os.path.join(os.environ.get("ECOSYSTEM", os.path.join(HERE, "..", "build", "ecosystem")), "node_modules", "typescript")
    if os.path.isdir(typescript):
        entry = os.path.join(folder, "ts.js")
        with open(entry, "w") as f:
            f.write(f"console.log(require({json.dumps(typescript)}).version);\n")
        with open(os.path.join(typescript, "package.json")) as f:
            programs["require('typescript')"] = (entry, json.load(f)["version"])
    cold = ["env", "NODE_DISABLE_COMPILE_CACHE=1"]
    warm = ["env", f"PROTOJS_CACHE_DIR={os.path.join(folder, 'cache')}"]
    cases = {}
    for name, (main, expected) in programs.items():
        cases[f"{name}, cold"] = {l: (cold + c + [main], expected) for l, c in found.items()}
        cases[f"{name}, warm"] = {l: (warm + c + [main], expected) for l, c in found.items()}
        for arguments in cases[f"{name}, warm"].values():
            measure(*arguments)
    if len(programs) > 2:
        cases["require('typescript'), cold"]["floor"] = ([build_floor("modules", folder), os.path.join(typescript, "lib", "typescript.js")], expected)
    times, memory, work = processes(cases, found, max(rounds, 7))
    labels = [*found, "floor"]
    table("Module loading", "ms", times, labels, True)
    table("Module loading, processor time", "ms", work, labels, True)
    table("Module loading, peak memory", "MiB", memory, labels, True)


def area(name, found, rounds, short):
    folder = os.path.join(HERE, name)
    if os.path.exists(os.path.join(folder, f"{name}_bench.py")):  # has a driver of its own
        sys.path.insert(0, folder)
        importlib.import_module(f"{name}_bench").main(found, rounds, **({"short": True} if short else {}))
        return
    results = {}
    for case in sorted(f for f in os.listdir(folder) if f.endswith(".js") and not f.startswith("_")):
        for _ in range(rounds):
            for label, command in found.items():
                run = subprocess.run(command + [os.path.join(folder, case)], capture_output=True, text=True, timeout=300)
                if run.returncode != 0:
                    if label == "protojs":
                        sys.exit(f"{label} {name}/{case}: exit {run.returncode}\n{run.stderr[-2000:]}")
                    continue
                for line in run.stdout.splitlines():
                    if line.startswith("{"):
                        row = json.loads(line)
                        results.setdefault(row["name"], {}).setdefault(label, []).append(row["ops"])
    rows = {n: {l: statistics.median(v) for l, v in values.items()} for n, values in results.items()}
    table(name, "operations a second", rows, list(found), False)
    ratios = [v["protojs"] / v["node"] for v in rows.values() if v.get("node") and "protojs" in v]
    if ratios:
        good = sum(r >= 0.8 for r in ratios)
        print(f"\n{name}: {good} of {len(ratios)} cases at 0.8 of Node or better")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--protojs", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--short", action="store_true", help="one short round of the servers")
    parser.add_argument("areas", nargs="*")
    options = parser.parse_args()
    found = runtimes(options.protojs)
    os.environ.setdefault("BENCH_SERVER", found["protojs"][0])  # the same server for every client
    names = options.areas or ["startup", "modules"] + sorted(
        d for d in os.listdir(HERE) if os.path.isdir(os.path.join(HERE, d)) and d not in ("startup", "modules"))
    for name in names:
        special = {"startup": startup, "modules": modules}.get(name)
        if special:
            special(found, options.rounds)
        else:
            area(name, found, options.rounds, options.short)


main()
