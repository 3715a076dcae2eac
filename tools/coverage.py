#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Report what the tests of a coverage build reached: lines of C (gcov) and statements of lib/ (its own flags), by folder.

usage: coverage.py BUILD_DIR [--files] [--lines PATTERN]

--files adds a row for each file; --lines prints the lines that never ran of the files whose path holds PATTERN. Exit code 1: C or JavaScript is
below 80 %.
"""
import argparse
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BAR = 80.0


def c_files(build):
    """{path: (lines, reached, [missed line])}"""
    # src/delayed is compiled into several libraries with different names in each, which gcovr 5 cannot merge: the one in the executable counts.
    run = subprocess.run(["gcovr", "-r", ROOT, build, "--filter", "src/", "--filter", "syntax/src/", "--filter", "protocore/src/",
                          "--exclude-directories", ".*src/delayed.*", "--exclude-unreachable-branches", "--json", "-"], capture_output=True, text=True, cwd=ROOT)
    if run.returncode != 0:
        sys.exit(run.stderr)
    found = {}
    for file in json.loads(run.stdout)["files"]:
        counts = {}
        for line in file["lines"]:
            if not line.get("gcovr/noncode"):
                counts[line["line_number"]] = max(counts.get(line["line_number"], 0), line["count"])
        found[file["file"]] = (len(counts), sum(n > 0 for n in counts.values()), sorted(l for l, n in counts.items() if n == 0))
    return found


def js_files(build):
    with open(os.path.join(build, "lib", "coverage_map.json")) as f:
        rows = json.load(f)
    with open(os.path.join(build, "js-coverage"), "rb") as f:
        flags = f.read()
    found = {}
    for path, first, lines in rows:
        seen = flags[first:first + len(lines)]
        found[path] = (len(lines), sum(seen), sorted({line for line, flag in zip(lines, seen) if not flag}))
    return found


def percent(total, reached):
    return 100.0 * reached / total if total else 100.0


def room(path):
    parts = path.split("/")
    return "/".join(parts[:3]) if len(parts) > 3 else "/".join(parts[:2])


def spans(lines):
    out = []
    for line in lines:
        if out and line == out[-1][1] + 1:
            out[-1][1] = line
        else:
            out.append([line, line])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in out)


def show(title, unit, files, by_file):
    rooms = {}
    for path, (total, reached, _) in files.items():
        key = path if by_file else room(path)
        have = rooms.setdefault(key, [0, 0])
        have[0] += total
        have[1] += reached
    total, reached = sum(v[0] for v in files.values()), sum(v[1] for v in files.values())
    print(f"\n### {title}: {percent(total, reached):.1f} % of {total:,} {unit}\n")
    print(f"| room | {unit} | reached |\n|---|---:|---:|")
    for key, (n, r) in sorted(rooms.items(), key=lambda row: percent(*row[1])):
        print(f"| {key} | {n:,} | {percent(n, r):.1f} % |")
    return percent(total, reached)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--files", action="store_true")
    parser.add_argument("--lines")
    options = parser.parse_args()
    both = [("C", "lines", c_files(options.build)), ("JavaScript (lib/)", "statements", js_files(options.build))]
    if options.lines:
        for _, _, files in both:
            for path, (total, reached, missed) in sorted(files.items()):
                if options.lines in path:
                    print(f"{path}: {percent(total, reached):.1f} %: {spans(missed)}")
        return 0
    results = [show(title, unit, files, options.files) for title, unit, files in both]
    return 0 if min(results) >= BAR else 1


sys.exit(main())
