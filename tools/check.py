#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that need no build: include directions, SPDX lines, banned C functions, JavaScript style of lib/, formatting.

Prints each finding as FILE:LINE: text and exits with 1 where there is one.
"""
import re
import shutil
import subprocess
import sys

# A room may include itself and the rooms to its left.
ORDER = ["base", "http", "loop", "engine", "bridge", "modules", "napi", "node", "npm", "diagnostics", "inspector", "cli"]
SAME_LEVEL = {"modules": {"node", "napi"}, "node": {"modules", "napi"}}
BANNED = re.compile(r"\b(strcpy|strcat|sprintf|vsprintf|atoi|atol|strtok|gets)\s*\(")


def files(*patterns):
    out = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "--", *patterns], check=True, capture_output=True, text=True)
    return out.stdout.split("\n")[:-1]


def check_includes(path, number, line, report):
    found = re.match(r'\s*#\s*include\s+"([a-z_]+)/', line)
    room = re.match(r"src/([a-z_]+)/", path)
    if room and re.search(r"#\s*include\s+[<\"]JavaScriptCore/", line) and room.group(1) != "engine":
        report(path, number, "only src/engine includes the engine's headers")
    if not found or not room or found.group(1) not in ORDER or room.group(1) not in ORDER:
        return
    mine, theirs = room.group(1), found.group(1)
    if ORDER.index(theirs) > ORDER.index(mine) and theirs not in SAME_LEVEL.get(mine, ()):
        report(path, number, f"{mine} must not include {theirs}")


def check_c(report):
    for path in files("*.c", "*.h"):
        with open(path) as f:
            lines = f.read().split("\n")
        if "SPDX-License-Identifier: MIT" not in lines[0]:
            report(path, 1, "the first line names the licence")
        for number, line in enumerate(lines, 1):
            check_includes(path, number, line, report)
            if BANNED.search(re.sub(r"//.*", "", line)):
                report(path, number, "banned function")


def check_js(report):
    for path in files("lib/*.js", "lib/**/*.js"):
        with open(path) as f:
            lines = f.read().split("\n")
        if "SPDX-License-Identifier: MIT" not in lines[0]:
            report(path, 1, "the first line names the licence")
        for number, line in enumerate(lines, 1):
            if "\t" in line:
                report(path, number, "tab")
            if line != line.rstrip():
                report(path, number, "white space at the end")
            if re.search(r"\bdebugger\b;", line):
                report(path, number, "debugger statement")


def check_format(report):
    if shutil.which("clang-format") is None:
        return
    for path in files("*.c", "*.h"):
        run = subprocess.run(["clang-format", "--dry-run", "-Werror", path], capture_output=True, text=True)
        if run.returncode != 0:
            report(path, 1, "not formatted (./dev fmt)")


# What programs under test leave behind must not be committed.
TOP = {
    ".ci", ".clang-format", ".clang-tidy", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "bench", "dev", "docs", "examples", "include",
    "lib", "meson.build", "meson_options.txt", "protocore", "src", "syntax", "test", "tools", "types",
}


def check_strays(report):
    tracked = subprocess.run(["git", "ls-files"], check=True, capture_output=True, text=True).stdout.split("\n")[:-1]
    for name in sorted({path.split("/")[0] for path in tracked} - TOP):
        report(name, 1, "does not belong at the top of the repository")


def main():
    findings = []
    report = lambda path, number, text: findings.append(f"{path}:{number}: {text}")
    check_c(report)
    check_js(report)
    check_format(report)
    check_strays(report)
    for finding in findings:
        print(finding)
    print(f"check: {len(findings)} findings")
    return 1 if findings else 0


sys.exit(main())
