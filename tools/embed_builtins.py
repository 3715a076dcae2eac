#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Embed lib/**/*.js in the executable.

usage: embed_builtins.py LIB_DIR OUT_DIR [COVER]

Writes builtin_sources.S (each source between the wrapper's head and tail, read only, ASCII) and builtin_sources.h (a table sorted by
identifier). Outputs are rewritten only when their text changes, so that nothing is rebuilt for nothing.

COVER is the tool of syntax/tool/cover.c: what is embedded then counts which of its statements run, and OUT_DIR/coverage_map.json says where each
flag is: [[file, first flag, [line, ...]], ...].
"""
import hashlib
import json
import os
import subprocess
import sys

HEAD = "(function (exports, require, module, binding) { 'use strict'; "
TAIL = "\n})"


def identifier(path):
    """lib/node/fs.js -> fs, lib/internal/x.js -> internal/x, lib/protojs/core.js -> protojs:core"""
    room, rest = path[:-3].split("/", 1)
    if room == "node":
        return rest
    if room == "protojs":
        return "protojs:" + rest
    return room + "/" + rest


def collect(lib):
    found = []
    for folder, folders, names in os.walk(lib):
        folders.sort()
        for name in sorted(names):
            if name.endswith(".js"):
                full = os.path.join(folder, name)
                found.append((identifier(os.path.relpath(full, lib)), full))
    return sorted(found)


def check_ascii(full, data):
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.isascii():
            sys.exit(f"{full}:{number}: built-in sources are ASCII only; write \\u escapes")
    if b"\0" in data:
        sys.exit(f"{full}: NUL byte")


def write(path, text):
    try:
        with open(path) as f:
            if f.read() == text:
                return
    except FileNotFoundError:
        pass
    with open(path, "w") as f:
        f.write(text)


def instrumented(cover, found, lib, out):
    """The same sources with counters, in a folder of their own."""
    folder, rows, changed = os.path.join(out, "covered"), [], []
    os.makedirs(folder, exist_ok=True)
    flags = 0
    for index, (name, full) in enumerate(found):
        copy = os.path.join(folder, f"{index}.js")
        run = subprocess.run([cover, "--first", str(flags), full, copy], capture_output=True, text=True)
        if run.returncode != 0:
            sys.exit(run.stderr)
        lines = [int(line) for line in run.stdout.split()]
        rows.append([os.path.relpath(full, os.path.dirname(lib)), flags, lines])
        flags += len(lines)
        changed.append((name, copy))
    write(os.path.join(out, "coverage_map.json"), json.dumps(rows))
    return changed


def main():
    lib, out = sys.argv[1], sys.argv[2]
    found = collect(lib)
    if len(sys.argv) > 3:
        found = instrumented(sys.argv[3], found, lib, out)
    assembly = [".section .note.GNU-stack,\"\",@progbits", ".section .rodata.builtins,\"a\",@progbits"]
    externs, rows = [], []
    for index, (name, full) in enumerate(found):
        with open(full, "rb") as f:
            data = f.read()
        check_ascii(full, data)
        digest = hashlib.sha256(data).hexdigest()[:16]
        label = f"builtin_source_{index}"
        assembly += [f".global {label}", f".hidden {label}", f"{label}: /* {digest} */",
                     f'.ascii "{HEAD}"', f'.incbin "{full}"', '.asciz "\\n})"']
        externs.append(f"extern const char {label}[];")
        rows.append(f'    {{"{name}", {label}, {len(HEAD) + len(data) + len(TAIL)}}},')
    header = ["#include <stddef.h>"] + externs + ["static const struct { const char *id; const char *text; size_t len; } builtin_table[] = {"]
    header += rows + ["};"]
    write(os.path.join(out, "builtin_sources.S"), "\n".join(assembly) + "\n")
    write(os.path.join(out, "builtin_sources.h"), "\n".join(header) + "\n")


main()
