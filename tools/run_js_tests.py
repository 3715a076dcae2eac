#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Run the JavaScript tests: each file of test/js/ in a process and a temporary folder of its own.

usage: run_js_tests.py PROTOJS [--jobs N] [--timeout SECONDS] [PATH ...]

A test passes when it exits with the code it announces (`// Exit: 7`, else 0) and prints what the `.out` file beside it holds, if there is one.
`// Flags: ...` passes flags, `// Stdin: text` feeds standard input, `// Env: NAME=value ...` adds to the environment.
Ends with `N passed, N failed`; exits with 1 where a test failed.
"""
import argparse
import concurrent.futures
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def directive(text, name):
    found = re.search(rf"^// {name}: ?(.*)$", text, re.M)
    return found.group(1) if found else None


def collect(paths):
    found = []
    for path in paths:
        if os.path.isfile(path):
            found.append(os.path.abspath(path))
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(f for f in folders if f not in ("fixtures", "node_modules"))
            found += [os.path.abspath(os.path.join(folder, n)) for n in sorted(names) if n.endswith((".js", ".cjs", ".mjs", ".ts"))]
    return [f for f in found if not os.path.basename(f).startswith("_")]


def run(binary, path, timeout):
    with open(path, errors="replace") as f:
        head = f.read(4096)
    flags = shlex.split(directive(head, "Flags") or "")
    expected = int(directive(head, "Exit") or 0)
    stdin = directive(head, "Stdin")
    env = dict(os.environ, **dict(p.split("=", 1) for p in shlex.split(directive(head, "Env") or "")))
    folder = tempfile.mkdtemp(prefix="protojs-test-")
    env["TMPDIR"] = folder
    try:
        process = subprocess.Popen([binary, *flags, path], cwd=folder, env=env, start_new_session=True,
                                   stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            out, err = process.communicate(stdin.encode().decode("unicode_escape").encode() if stdin is not None else None, timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            out, err = process.communicate()
            return path, f"still running after {timeout} s", out, err
        if process.returncode != expected:
            return path, f"exit code {process.returncode}, expected {expected}", out, err
        golden = os.path.splitext(path)[0] + ".out"
        if os.path.exists(golden):
            with open(golden, "rb") as f:
                if f.read() != out:
                    return path, f"output differs from {os.path.relpath(golden, ROOT)}", out, err
        return path, None, out, err
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--timeout", type=float, default=60)
    options = parser.parse_intermixed_args()
    tests = collect(options.paths or [os.path.join(ROOT, "test", "js")])
    binary = os.path.abspath(options.binary)
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for path, problem, out, err in pool.map(lambda t: run(binary, t, options.timeout), tests):
            if problem is None:
                continue
            failed += 1
            print(f"FAIL {os.path.relpath(path, ROOT)}: {problem}")
            for line in (out[-1500:] + err[-1500:]).decode(errors="replace").splitlines()[-25:]:
                print("    " + line)
    print(f"{len(tests) - failed} passed, {failed} failed")
    return 1 if failed or not tests else 0


sys.exit(main())
