#!/bin/sh
# SPDX-License-Identifier: MIT
# usage: run_fuzzers.sh SECONDS
# Builds every test/fuzz/*_fuzz.c (with src/base and what its line of sources names), syntax/fuzz/*_fuzz.c (with syntax/src) and protocore/fuzz/*_fuzz.c (with protocore/src)
# with libFuzzer and the sanitizers and runs each for so long. What a fuzzer finds stays in build/fuzz/<name>/.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-30}
mkdir -p build/fuzz
failed=0
passed=0
for file in test/fuzz/*_fuzz.c syntax/fuzz/*_fuzz.c protocore/fuzz/*_fuzz.c; do
    [ -f "$file" ] || continue
    name=$(basename "$file" .c)
    case $file in
    syntax/*) sources=$(ls syntax/src/*.c) ;;
    protocore/*) sources=$(ls protocore/src/*.c) ;;
    */inspector_wire_fuzz.c) sources="src/inspector/wire.c $(ls src/base/base64*.c src/base/hex.c src/base/utf*.c src/base/world.c)" ;;
    */double_byte_fuzz.c) sources=$(ls src/node/encoding/*.c | grep -v /encoding.c) ;;
    */der_fuzz.c) sources=src/node/crypto/der.c ;;
    */websocket_frames_fuzz.c) sources="src/node/websocket/frames.c $(ls src/base/utf*.c src/base/world.c)" ;;
    *) # What the file says it needs, and src/base.
        # shellcheck disable=SC2046
        sources=$(ls src/base/*.c $(sed -n 's|^// Sources: *||p' "$file") | grep -v fault) ;;
    esac
    mkdir -p "build/fuzz/$name"
    # shellcheck disable=SC2086
    clang -g -O1 -std=gnu17 -D_GNU_SOURCE -DPROTOJS_DEBUG=1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined \
        -Isrc -Isyntax/include -Isyntax/src -Iprotocore/include -o "build/fuzz/$name/fuzz" "$file" $sources $(pkg-config --cflags --libs icu-uc glib-2.0) -lm
    corpus=test/fuzz/corpus/$name
    [ -d "$corpus" ] || corpus=
    # shellcheck disable=SC2086
    if "build/fuzz/$name/fuzz" -max_total_time="$seconds" -artifact_prefix="build/fuzz/$name/" "build/fuzz/$name" $corpus >"build/fuzz/$name.log" 2>&1; then
        passed=$((passed + 1))
        echo "$name: $(tail -n 1 "build/fuzz/$name.log")"
    else
        failed=$((failed + 1))
        echo "$name: FAILED"
        tail -n 30 "build/fuzz/$name.log"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
