#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: socket_faults.py BINARY [PROGRAM ...]

Runs each program (by default those of test/faults) once for each system call that it makes on Internet sockets and lets that call fail (src/base/fault_socket.c; the binary is
a debug build). The program must end by itself with 0 and say "ended true", and the fault must have been met.
"""
import concurrent.futures
import glob
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TIMEOUT = 60


def run(binary, program, failing):
    env = dict(os.environ, PROTOJS_SOCKET_CALLS="1", PROTOJS_FAIL_SOCKET_CALL=str(failing))
    env.setdefault("LSAN_OPTIONS", f"suppressions={ROOT}/tools/engine_leaks.txt:print_suppressions=0")
    try:
        done = subprocess.run([binary, program], env=env, capture_output=True, text=True, timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        return None, None, f"still running after {TIMEOUT} s"
    found = re.search(r"socket calls: (\d+), fault met: (\w+)", done.stderr)
    if not found:
        return None, None, f"exit {done.returncode}, no count\n{done.stderr[-1500:]}"
    problem = None
    if done.returncode != 0 or "ended true" not in done.stdout:
        problem = f"exit {done.returncode}\n{done.stdout[-300:]}{done.stderr[-1500:]}"
    return int(found.group(1)), found.group(2), problem


def fail_one(binary, program, n):
    # How often a program reads depends on how bytes arrive: the last calls may not come in every run.
    for _ in range(5):
        _, met, problem = run(binary, program, n)
        if problem or met != "no":
            return n, met, problem
    return n, met, "the fault was not met"


def fail_all(binary, program):
    """Gives how often it went well and how often not."""
    counts = []
    for _ in range(3):
        count, _, problem = run(binary, program, 0)
        if problem:
            print(f"{program}, without a fault: {problem}")
            return 0, 1
        counts.append(count)
    if min(counts) == 0:
        sys.exit("no call came through the fault layer: this is no debug build")
    kinds, failures = {}, 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for n, met, problem in pool.map(lambda n: fail_one(binary, program, n), range(1, min(counts) + 1)):
            kinds[met] = kinds.get(met, 0) + 1
            if problem:
                failures += 1
                print(f"{program}, call {n} ({met}): {problem}")
    print(f"{os.path.basename(program)}: " + ", ".join(f"{count} {name}" for name, count in sorted(kinds.items(), key=str)))
    return min(counts) - failures, failures


def main():
    binary = sys.argv[1]
    programs = sys.argv[2:] or sorted(glob.glob(os.path.join(ROOT, "test", "faults", "_*.js")))
    passed, failed = 0, 0
    for program in programs:
        went_well, went_wrong = fail_all(binary, program)
        passed += went_well
        failed += went_wrong
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
