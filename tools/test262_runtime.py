#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How much of test262 the runtime passes where the engine alone does not decide: modules, import(), await.

usage: test262_runtime.py CHECKOUT BINARY [PATH ...] [--jobs N] [--failures N] [--timeout S] [--without FEATURE ...] [--at-least PERCENT]

CHECKOUT is a checkout of test262. Each test runs in a process of its own, in each mode its flags ask for, under
tools/test262_host.cjs. Without PATH (relative to test/language) the folders below are run.
"""
import argparse
import collections
import concurrent.futures
import os
import re
import subprocess
import sys

FOLDERS = ["module-code", "import", "export", "expressions/dynamic-import", "expressions/import.meta",
           "statements/for-await-of", "expressions/await"]
HOST = os.path.join(os.path.dirname(os.path.abspath(__file__)), "test262_host.cjs")


def listed(body, key):
    inline = re.search(rf"^\s*{key}:\s*\[(.*?)\]", body, re.M | re.S)
    if inline:
        return [item.strip() for item in inline.group(1).split(",") if item.strip()]
    block = re.search(rf"^\s*{key}:\s*\n((?:\s*-\s.*\n)+)", body + "\n", re.M)
    return [line.strip(" -\r") for line in block.group(1).splitlines()] if block else []


def metadata(text):
    found = re.search(r"/\*---(.*?)---\*/", text, re.S)
    body = found.group(1) if found else ""
    negative = re.search(r"^\s*negative:(.*?)(?=^\S|\Z)", body, re.M | re.S)
    if negative:
        phase = re.search(r"phase:\s*(\w+)", negative.group(1)).group(1)
        kind = re.search(r"type:\s*(\w+)", negative.group(1)).group(1)
        negative = f"{phase}:{kind}"
    return listed(body, "flags"), listed(body, "features"), listed(body, "includes"), negative or "-"


def modes(flags):
    if "module" in flags:
        return ["module"]
    if "raw" in flags:
        return ["raw"]
    if "onlyStrict" in flags:
        return ["strict"]
    return ["sloppy"] if "noStrict" in flags else ["sloppy", "strict"]


def run(binary, root, path, mode, flags, includes, negative, timeout):
    needed = ["assert.js", "sta.js"] + (["doneprintHandle.js"] if "async" in flags else []) + includes
    command = [binary, "--expose-gc", "--no-warnings", HOST, path, mode + ("+async" if "async" in flags else ""),
               ",".join(needed) or "-", negative]
    try:
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace",
                              timeout=timeout, env=dict(os.environ, TEST262=root))
    except subprocess.TimeoutExpired:
        return "FAIL timeout"
    lines = done.stdout.splitlines()
    for line in lines:
        if line == "PASS" or line.startswith("FAIL"):
            return line
    return f"FAIL exit code {done.returncode} {done.stderr.strip()[:200]}"


def tests_in(folder):
    for base, _, files in sorted(os.walk(folder)):
        for name in sorted(files):
            if name.endswith(".js") and "_FIXTURE" not in name:
                yield os.path.join(base, name)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("checkout")
    arguments.add_argument("binary")
    arguments.add_argument("paths", nargs="*")
    arguments.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments.add_argument("--failures", type=int, default=1000)
    arguments.add_argument("--timeout", type=float, default=20)
    arguments.add_argument("--without", action="append", default=[])
    arguments.add_argument("--at-least", type=float, default=95)
    options = arguments.parse_args()
    root = os.path.abspath(options.checkout)
    language = os.path.join(root, "test", "language")
    jobs = []
    for folder in options.paths or FOLDERS:
        at = os.path.join(language, folder)
        for path in [at] if os.path.isfile(at) else tests_in(at):
            with open(path, encoding="utf-8", errors="replace", newline="") as file:
                flags, features, includes, negative = metadata(file.read())
            if not set(features) & set(options.without):
                jobs += [(folder, path, mode, flags, includes, negative) for mode in modes(flags)]
    results = collections.OrderedDict()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        asked = [(job, pool.submit(run, os.path.abspath(options.binary), root, *job[1:], options.timeout)) for job in jobs]
        for job, answer in asked:
            results.setdefault((job[0], job[1]), []).append((job[2], answer.result()))
    folders = collections.OrderedDict()
    failures = []
    for (folder, path), answers in results.items():
        passed, total = folders.get(folder, (0, 0))
        bad = [f"{os.path.relpath(path, language)} [{mode}] {line[5:]}" for mode, line in answers if line != "PASS"]
        folders[folder] = (passed + (not bad), total + 1)
        failures += bad
    for line in failures[:options.failures]:
        print(line)
    for folder, (passed, total) in folders.items():
        print(f"{folder:32}{passed:6} of {total:5}  {100 * passed / total:5.1f} %")
    passed = sum(p for p, _ in folders.values())
    total = sum(t for _, t in folders.values())
    share = 100 * passed / max(total, 1)
    print(f"{'all':32}{passed:6} of {total:5}  {share:5.1f} %")
    return 0 if share >= options.at_least else 1


if __name__ == "__main__":
    sys.exit(main())
