#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Run Node's own tests from a checkout of its test folder: pass rate per module.

usage: compat.py --protojs PATH TEST_DIR [--module NAME ...] [--list-failures] [--jobs N]

Runs the tests of TEST_DIR/parallel and TEST_DIR/sequential named test-NAME-*.js that need no internals of Node. A test passes when it exits
with 0 within its time.
"""
import argparse
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile

INTERNALS = re.compile(r"internalBinding|require\('internal/|--expose[-_]internals|process\.binding\(|--allow-natives-syntax")


def run(binary, root, name, timeout):
    path = os.path.join(root, name)
    with open(path, errors="replace") as f:
        text = f.read()
    flags = " ".join(re.findall(r"^// Flags:(.*)$", text, re.M)).split()
    with tempfile.TemporaryDirectory() as folder:
        env = dict(os.environ, NODE_TEST_DIR=folder, TEST_THREAD_ID=str(os.getpid() % 50))
        try:
            process = subprocess.run([binary, *flags, path], cwd=root, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                     stderr=subprocess.STDOUT, timeout=timeout)
            return name, process.returncode == 0, process.stdout[-300:].decode(errors="replace")
        except subprocess.TimeoutExpired:
            return name, False, "timeout"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--protojs", required=True)
    parser.add_argument("root")
    parser.add_argument("--module", action="append", default=[])
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--timeout", type=float, default=20)
    parser.add_argument("--list-failures", action="store_true")
    options = parser.parse_args()
    root = os.path.abspath(options.root)
    tests = {}
    for folder in ("parallel", "sequential"):
        for name in sorted(os.listdir(os.path.join(root, folder))):
            found = re.match(r"test-([a-z0-9_]+).*\.js$", name)
            if not found or (options.module and found.group(1) not in options.module):
                continue
            with open(os.path.join(root, folder, name), errors="replace") as f:
                if not INTERNALS.search(f.read()):
                    tests[f"{folder}/{name}"] = found.group(1)
    results = {}
    binary = os.path.abspath(options.protojs)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for name, passed, tail in pool.map(lambda t: run(binary, root, t, options.timeout), tests):
            results.setdefault(tests[name], []).append((name, passed, tail))
    for module in sorted(results):
        passed = sum(p for _, p, _ in results[module])
        print(f"{module:28} {passed:5} of {len(results[module]):5}  {100 * passed / len(results[module]):.1f} %")
        if options.list_failures:
            for name, ok, tail in results[module]:
                if not ok:
                    print(f"    {name}: {(tail.strip().splitlines() or [''])[-1][:150]}")
    return 0 if results else 1


sys.exit(main())
