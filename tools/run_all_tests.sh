#!/bin/sh
# SPDX-License-Identifier: MIT
# All tests of the release build, then the C tests under the sanitizers. Last line: "N passed, N failed".
set -u
passed=0
failed=0

# count LINE: adds a line "... N passed, N failed" to the totals
count() {
    echo "$1"
    p=$(echo "$1" | sed -n 's/.*\b\([0-9][0-9]*\) passed, \([0-9][0-9]*\) failed.*/\1/p')
    f=$(echo "$1" | sed -n 's/.*\b\([0-9][0-9]*\) passed, \([0-9][0-9]*\) failed.*/\2/p')
    passed=$((passed + ${p:-0}))
    failed=$((failed + ${f:-1}))
}

# unit SETUP [TEST...]: builds and runs the C tests of a build, all or those named
unit() {
    setup=$1
    shift
    if [ $# -eq 0 ]; then
        ./dev build "$setup" || { count "build $setup: 0 passed, 1 failed"; return; }
        set -- --suite unit
    else
        ./dev configure "$setup" || { count "build $setup: 0 passed, 1 failed"; return; }
    fi
    log=build/$setup/unit.log
    meson test -C "build/$setup" --print-errorlogs "$@" >"$log" 2>&1 || grep -v '^[0-9]*/[0-9]* .* OK' "$log"
    ok=$(sed -n 's/^Ok: *\([0-9]*\).*/\1/p' "$log")
    bad=$(sed -n 's/^\(Fail\|Timeout\|Unexpected Pass\): *\([0-9]*\).*/\2/p' "$log" | awk '{n += $1} END {print n + 0}')
    count "unit tests ($setup): ${ok:-0} passed, ${bad:-1} failed"
}

unit release
python3 tools/run_js_tests.py build/release/protojs | tee build/js-tests.log
count "JavaScript tests: $(tail -n 1 build/js-tests.log)"

# one NAME COMMAND...: counts a command as one test
one() {
    name=$1
    shift
    if "$@" >build/one.log 2>&1; then count "$name: 1 passed, 0 failed"; else cat build/one.log; count "$name: 0 passed, 1 failed"; fi
}
one "memory stays flat" build/release/protojs test/soak/flat.js 12

# Packages from npm at fixed versions, kept between runs while the list is the same.
ecosystem=build/ecosystem
mkdir -p "$ecosystem"
if ! cmp -s test/ecosystem/package.json "$ecosystem/package.json" || [ ! -d "$ecosystem/node_modules" ]; then
    cp test/ecosystem/package.json "$ecosystem/package.json"
    (cd "$ecosystem" && npm install --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error) || rm -f "$ecosystem/package.json"
fi
ECOSYSTEM=$PWD/$ecosystem python3 tools/run_js_tests.py build/release/protojs --timeout 240 test/ecosystem | tee build/ecosystem-tests.log
count "ecosystem: $(tail -n 1 build/ecosystem-tests.log)"

export LSAN_OPTIONS=suppressions=$PWD/tools/engine_leaks.txt:print_suppressions=0
export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
unit sanitize
unit tsan protocore_thread protocore_collector loop_cpu_pool_test loop_io_pool_test loop_loop_test
one "socket faults" python3 tools/socket_faults.py build/sanitize/protojs
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
