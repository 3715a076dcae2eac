#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Write a program of many small CommonJS modules.

usage: generate.py FOLDER [COUNT]

FOLDER/main.js requires COUNT modules (default 1000) in a shape like that of installed packages: folders of ten files that require
each other without extension, packages found in node_modules, one package.json a package. It prints the sum that it must come to.
"""
import json
import os
import sys


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(text)


def module(number, needs):
    lines = ["'use strict';"]
    lines += [f"const {name} = require('{specifier}');" for name, specifier in needs]
    lines += [
        f"class Thing{number} {{",
        "  constructor(value) { this.value = value; }",
        f"  total() {{ return this.value + {'+'.join(name + '.total' for name, _ in needs) or '0'}; }}",
        "}",
        "function helper(list) { return list.map((x) => x * 2).filter(Boolean).reduce((a, b) => a + b, 0); }",
        f"exports.total = new Thing{number}({number}).total();",
        "exports.helper = helper;",
        f"exports.name = 'module {number}';",
    ]
    return "\n".join(lines) + "\n"


def main():
    root = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    packages = count // 10
    totals = []
    for p in range(packages):
        home = os.path.join(root, "node_modules", f"package{p}")
        write(os.path.join(home, "package.json"), json.dumps({"name": f"package{p}", "version": "1.0.0", "main": "lib/index.js"}))
        total = 0
        names = []
        for i in range(9):
            number = p * 10 + i
            needs = [("previous", f"./part{i - 1}")] if i > 0 else []
            write(os.path.join(home, "lib", f"part{i}.js"), module(number, needs))
            total += number
            names.append((f"part{i}", f"./part{i}"))
        number = p * 10 + 9
        needs = [("part8", "./part8")] + ([("other", f"package{p - 1}")] if p else [])
        write(os.path.join(home, "lib", "index.js"), module(number, needs))
        totals.append(total + number + (totals[-1] if totals else 0))
    main_text = "let sum = 0;\n" + "".join(f"sum += require('package{p}').total;\n" for p in range(packages))
    expected = sum(totals)
    main_text += f"if (sum !== {expected}) throw new Error('wrong sum ' + sum);\n"
    main_text += "if (process.env.BENCH_PRINT) console.log(sum);\n"
    write(os.path.join(root, "main.js"), main_text)
    print(expected)


main()
