#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Load packages from npm in two runtimes and compare what a program sees of each: exports two levels deep, and the names that import() gives.

usage: package_shapes.py BINARY PEER FOLDER [PACKAGE ...]

FOLDER has a package.json and its node_modules; without names, its dependencies are compared. Exits with 1 where a package differs.
"""
import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SECONDS = 60


def seen(binary, folder, name):
    with open(os.path.join(HERE, "package_shapes.cjs"), encoding="utf8") as program, tempfile.NamedTemporaryFile(suffix=".json") as out:
        try:
            run = subprocess.run([binary, "-e", program.read(), name, out.name], cwd=folder, capture_output=True, text=True, timeout=SECONDS, stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            return {"failed": "no end"}
        text = open(out.name, encoding="utf8").read()
        return json.loads(text) if text else {"failed": f"exit code {run.returncode}: {run.stderr[-200:]}"}


def differences(want, got, path=""):
    """paths where two shapes are not the same"""
    if isinstance(want, dict) and isinstance(got, dict):
        for key in sorted(set(want) | set(got)):
            if key not in want or key not in got:
                yield f"{path}.{key}: only {'here' if key in got else 'in the peer'}"
            else:
                yield from differences(want[key], got[key], f"{path}.{key}")
    elif isinstance(want, list) and isinstance(got, list):
        if want != got:
            yield f"{path}: only in the peer {sorted(set(want) - set(got))[:8]}, only here {sorted(set(got) - set(want))[:8]}"
    elif want != got:
        shorten = lambda shape: f"{str(shape)[:200]}"
        yield f"{path}: {shorten(want)} in the peer, {shorten(got)} here"


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    binary, peer, folder, *names = sys.argv[1:]
    binary, peer = os.path.abspath(binary), os.path.abspath(peer)
    if not names:
        with open(os.path.join(folder, "package.json"), encoding="utf8") as file:
            names = sorted(json.load(file)["dependencies"])
    different = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        pairs = pool.map(lambda name: (name, seen(peer, folder, name), seen(binary, folder, name)), names)
        for name, want, got in pairs:
            found = list(differences(want, got))
            different += bool(found)
            for line in found[:8]:
                print(f"{name}{line}")
    print(f"{len(names) - different} of {len(names)} packages look the same")
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
