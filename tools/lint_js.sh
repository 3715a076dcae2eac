#!/bin/sh
# SPDX-License-Identifier: MIT
# Lints the JavaScript of the runtime, its benchmarks and examples; the runtime itself says which names its programs may use.
# usage: lint_js.sh BUILD
set -eu
names=$1/known-names.txt
"$1/protojs" -p 'Object.getOwnPropertyNames(globalThis).concat("require", "module", "exports", "binding", "__filename", "__dirname", "Bun", "Deno", " ").join(" ")' >"$names"
sed -i 's/^/ /' "$names"
# shellcheck disable=SC2046
exec "$1/syntax/lint" --known "$names" $(git ls-files 'lib/*.js' 'lib/**/*.js' 'bench/*.js' 'bench/**/*.js' 'examples/*.js' 'test/soak/*.js')
