#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Does the parser accept and reject test262's test/language as its metadata says?

usage: test262_parser.py CHECKOUT SYN [--path test/language] [--failures N]

SYN is the tool built from syntax/tool/syn.c. Every test is parsed in each mode its flags ask for; it passes
when all modes give the verdict of its `negative: phase: parse`. Exit code 1 below 99 %.
"""
import argparse
import collections
import os
import re
import subprocess
import sys

SCRIPT, MODULE = 0, 1
STRICT, DECORATORS = 4, 32


def metadata(text):
    found = re.search(r"/\*---(.*?)---\*/", text, re.S)
    body = found.group(1) if found else ""
    flags = re.search(r"^\s*flags:\s*\[(.*?)\]", body, re.M | re.S)
    if flags:
        flags = [f.strip() for f in flags.group(1).split(",")]
    else:
        listed = re.search(r"^\s*flags:\s*\n((?:\s*-\s.*\n)+)", body, re.M)
        flags = [f.strip(" -") for f in listed.group(1).splitlines()] if listed else []
    rejects = re.search(r"^\s*negative:(?:\s*\n)?(?:.*\n)?\s*phase:\s*(parse|early)", body, re.M) is not None
    features = re.search(r"^\s*features:\s*\[(.*?)\]", body, re.M | re.S)
    features = [f.strip() for f in features.group(1).split(",")] if features else re.findall(r"^\s*-\s*(\S+)", body, re.M)
    return flags, rejects, features


def modes(flags, features):
    extra = DECORATORS if "decorators" in features else 0
    if "module" in flags:
        return [(MODULE, extra)]
    if "raw" in flags or "noStrict" in flags:
        return [(SCRIPT, extra)]
    if "onlyStrict" in flags:
        return [(SCRIPT, extra | STRICT)]
    return [(SCRIPT, extra), (SCRIPT, extra | STRICT)]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("checkout")
    arguments.add_argument("syn")
    arguments.add_argument("--path", default="test/language")
    arguments.add_argument("--failures", type=int, default=60)
    options = arguments.parse_args()
    tool = subprocess.Popen([options.syn, "batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            text=True, encoding="utf-8", errors="replace")
    root = os.path.join(options.checkout, options.path)
    passed = total = 0
    failures = []
    folders = collections.Counter()
    for folder, _, files in sorted(os.walk(root)):
        for name in sorted(files):
            if not name.endswith(".js") or "_FIXTURE" in name:
                continue
            path = os.path.join(folder, name)
            with open(path, encoding="utf-8", errors="replace", newline="") as file:
                flags, rejects, features = metadata(file.read())
            total += 1
            ok = True
            for goal, bits in modes(flags, features):
                tool.stdin.write(f"{goal} {bits} {path}\n")
                tool.stdin.flush()
                answer = tool.stdout.readline().strip()
                if not answer:
                    print("the tool died on", path)
                    return 1
                if (answer == "ok") == rejects:
                    ok = False
                    mode = "module" if goal else "strict" if bits & STRICT else "sloppy"
                    failures.append(f"{os.path.relpath(path, root)} [{mode}] "
                                    f"{'accepted' if rejects else answer}")
            passed += ok
            if not ok:
                folders["/".join(os.path.relpath(path, root).split("/")[:2])] += 1
    for failure in failures[:options.failures]:
        print(failure)
    for folder, count in folders.most_common(30):
        print(f"{count:6} {folder}")
    print(f"{passed} of {total} as the metadata says ({100 * passed / max(total, 1):.2f} %)")
    return 0 if passed >= 0.99 * total else 1


sys.exit(main())
