#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compare the public surface of two runtimes: every built-in module, global, prototype and sample instance, name by name.

usage: api_surface.py BINARY PEER [--list] [--strict] [--rows]     (either may be a command of several words)

Of the peer's names, `present` have the same type here, `exact` also the same name, length, flags and constant value. --list prints what is missing or of
another type, --strict also what is not exact, --rows a table by module.
"""
import argparse
import collections
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
# Names of ECMAScript itself: the engine's affair, told apart.
LANGUAGE = re.compile(r"^globalThis\.(Object|Function|Array|Number|parseFloat|parseInt|Infinity|NaN|undefined|Boolean|String|Symbol|Date|Promise|RegExp|Error|AggregateError|"
                      r"SuppressedError|EvalError|RangeError|ReferenceError|SyntaxError|TypeError|URIError|JSON|Math|Intl|ArrayBuffer|Atomics|Uint8Array|Int8Array|Uint16Array|Int16Array|"
                      r"Uint32Array|Int32Array|Float16Array|Float32Array|Float64Array|Uint8ClampedArray|BigUint64Array|BigInt64Array|DataView|Map|BigInt|Set|Iterator|WeakMap|WeakSet|WeakRef|"
                      r"Proxy|Reflect|FinalizationRegistry|DisposableStack|AsyncDisposableStack|decodeURI|decodeURIComponent|encodeURI|encodeURIComponent|escape|unescape|eval|isFinite|isNaN|"
                      r"SharedArrayBuffer|WebAssembly|Temporal|globalThis)(\.|$)")


def surface(binary):
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        run = subprocess.run([*shlex.split(binary), os.path.join(HERE, "api_surface.cjs"), out.name], capture_output=True, text=True, timeout=120)
        text = open(out.name).read()
        if run.returncode != 0 or not text:
            sys.exit(f"{binary}: exit code {run.returncode}\n{run.stderr[-2000:]}")
        return json.loads(text)


def kind(signature):
    """the type of an entry, without flags, names and values"""
    body = signature.split(" | ", 1)[-1]
    return "accessor" if body.startswith("accessor") else body.split(" ")[0].split("/")[0]


def is_present(own, signature):
    """The same type; what a getter gives without an instance says nothing."""
    both_get = all(" | " in s and "g" in s.split(" | ")[0] for s in (own, signature))
    return kind(own) == kind(signature) or both_get


def room(path):
    if path.startswith("<"):
        return "instances"
    if path.startswith("globalThis"):
        return "ECMAScript" if LANGUAGE.match(path) else "globals"
    return path.split(".")[0].split("/")[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("peer")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("--rows", action="store_true")
    args = parser.parse_args()
    mine, theirs = surface(args.binary), surface(args.peer)
    rows = collections.defaultdict(lambda: [0, 0, 0])
    missing_roots = []
    for path, signature in theirs.items():
        row = rows[room(path)]
        row[0] += 1
        own = mine.get(path)
        if own is None:
            if args.list and not any(path.startswith(r + ".") for r in missing_roots):
                print(f"missing  {path}  ({signature})")
                missing_roots.append(path)
            continue
        if is_present(own, signature):
            row[1] += 1
            row[2] += own == signature
            if args.strict and own != signature:
                print(f"differs  {path}  {own}  |peer:|  {signature}")
        elif args.list:
            print(f"type     {path}  {own}  |peer:|  {signature}")
    if args.strict:
        for path in mine:
            if path not in theirs and path.rsplit(".", 1)[0] in theirs:
                print(f"extra    {path}  ({mine[path]})")
    if args.rows:
        for name in sorted(rows):
            total, present, exact = rows[name]
            print(f"| {name} | {total} | {100 * present / total:.1f}% | {100 * exact / total:.1f}% |")
    for label, names in (("built-in modules and globals", [n for n in rows if n != "ECMAScript"]), ("ECMAScript", ["ECMAScript"])):
        total, present, exact = (sum(rows[n][i] for n in names) for i in range(3))
        print(f"{label}: {total} names, present {100 * present / max(total, 1):.2f} %, exact {100 * exact / max(total, 1):.2f} %")


if __name__ == "__main__":
    main()
