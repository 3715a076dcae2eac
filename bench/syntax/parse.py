#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Time parsing one large file: our parser against those from npm, as a Markdown table.

usage: parse.py --syn PATH --file FILE [--packages FOLDER] [--node NODE] [--rounds N]

SYN is the tool of syntax/tool. FOLDER is a node_modules with any of acorn, oxc-parser and esbuild; a peer that is not there, or fails, is said and
left out. All are asked for the best of N rounds
in one process, in milliseconds of the thread's CPU time (esbuild, a process of its own with many threads: wall time). Rounds of the
programs are interleaved.
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys

SCRIPTS = {
    "acorn (tree)": "const p = require('acorn'); run(() => p.parse(text, { ecmaVersion: 'latest' }).body.length);",
    "oxc-parser (tree, lazily turned into objects)": "const p = require('oxc-parser'); run(() => p.parseSync('a.js', text).errors.length + 1);",
    "oxc-parser (tree as objects)": "const p = require('oxc-parser'); run(() => p.parseSync('a.js', text).program.body.length);",
    "esbuild (parse and print, wall time)": "const p = require('esbuild'); run(() => p.transformSync(text).code.length, true);",
}
PRELUDE = """
const text = require('fs').readFileSync(process.argv[1], 'utf8');
function run(f, wall) {
  const cpu = () => { const u = process.threadCpuUsage(); return (u.user + u.system) / 1e3; };
  const now = wall ? () => performance.now() : cpu;
  let best = Infinity;
  for (let i = 0; i < 4; i++) {
    const t = now();
    if (!f()) throw new Error('nothing parsed');
    best = Math.min(best, now() - t);
  }
  console.log(best);
}
"""


def ours(arguments, extra):
    out = subprocess.run([arguments.syn, "bench", *extra, arguments.file], capture_output=True, text=True, check=True).stdout
    return float(re.search(r"best of \d+: ([\d.]+) ms", out).group(1))


def theirs(arguments, script):
    environment = dict(os.environ, NODE_PATH=os.path.abspath(arguments.packages))
    done = subprocess.run([arguments.node, "-e", PRELUDE + script, os.path.abspath(arguments.file)], capture_output=True, text=True,
                          env=environment)
    if done.returncode == 0:
        return float(done.stdout)
    reason = next((line for line in done.stderr.splitlines() if "Error" in line), done.stderr[:200])
    print(f"failed: {reason}", file=sys.stderr)
    return None


def main():
    parser = argparse.ArgumentParser()
    for name in ("syn", "file"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--packages")
    parser.add_argument("--node", default="node")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    cases = {
        "syn (tree, scopes, early errors)": lambda: ours(arguments, []),
        "syn (the same, and rewritten as CommonJS)": lambda: ours(arguments, ["--commonjs", "--import-call", "--async"]),
    }
    for name, script in SCRIPTS.items():
        package = re.search(r"require\('([^']+)'\)", script).group(1)
        if arguments.packages is None or not os.path.isdir(os.path.join(arguments.packages, package)):
            print(f"skipped: {name}: no {package} in {arguments.packages or 'a folder (--packages, PARSERS)'}\n")
        elif shutil.which(arguments.node) is None:
            print(f"skipped: {name}: no {arguments.node} to run it\n")
        else:
            cases[name] = lambda script=script: theirs(arguments, script)
    best = {}
    for _ in range(arguments.rounds):
        for name, case in cases.items():
            value = case()
            if value is not None:
                best[name] = min(value, best.get(name, value))
    first = best[next(iter(cases))]
    size = os.path.getsize(arguments.file) / 1e6
    print(f"| {size:.1f} MB | ms | MB/s | times ours |\n|---|---:|---:|---:|")
    for name, value in best.items():
        print(f"| {name} | {value:,.1f} | {size * 1e3 / value:,.1f} | {value / first:.2f} |")


main()
