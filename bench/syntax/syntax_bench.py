# SPDX-License-Identifier: MIT
"""Parsing TypeScript's own library: ours against acorn, oxc-parser and esbuild, which run under Node.

PARSERS names a node_modules with acorn, oxc-parser and esbuild; TYPESCRIPT_TEXT a large file, by default typescript.js of the packages that
the ecosystem tests installed. What is missing is said and left out.
"""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def main(found, rounds):
    top = os.path.join(HERE, "..", "..")
    ecosystem = os.environ.get("ECOSYSTEM", os.path.join(top, "build", "ecosystem"))
    text = os.environ.get("TYPESCRIPT_TEXT", os.path.join(ecosystem, "node_modules", "typescript", "lib", "typescript.js"))
    syn = os.path.join(os.path.dirname(found["protojs"][0]), "syntax", "syn")
    print("\n### syntax\n")
    for path, what in ((text, "the text to parse (TYPESCRIPT_TEXT)"), (syn, "the tool syn (./dev build)")):
        if not os.path.exists(path):
            print(f"skipped: {what} is not at {path}")
            return
    command = [sys.executable, os.path.join(HERE, "parse.py"), "--syn", syn, "--file", text, "--rounds", str(rounds)]
    if os.environ.get("PARSERS"):
        command += ["--packages", os.environ["PARSERS"]]
    if "node" in found:
        command += ["--node", found["node"][0]]
    sys.stdout.flush()
    subprocess.run(command, check=True)
