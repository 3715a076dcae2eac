#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Write what stands in for shared libraries until one of their functions is called (src/delayed/delayed.h).

usage: delay_library.py OUT.S OUT.map LIBRARY ...

OUT.S holds, for each function that a LIBRARY exports, an entry of the same name that jumps to the real one, and a list of the names. OUT.map is a
version script which gives them the library's versions. Variables (not constants) are here, too: the real library finds these before its own.
"""
import os
import subprocess
import sys

# Room for pointers, filled when a function is first called. The entry leaves its number in r11, which no convention gives a meaning.
ENTRY = """
    .globl {name}
    .type {name}, @function
{name}:
    endbr64
    movq delayed_functions+{offset}(%rip), %r11
    testq %r11, %r11
    jz 1f
    jmp *%r11
1:  movl ${number}, %r11d
    jmp delayed_enter
    .size {name}, .-{name}
"""

# Finds the function with the caller's arguments put aside, then goes on as if it had been called at once.
ENTER = """
    .type delayed_enter, @function
delayed_enter:
    .cfi_startproc
    pushq %rbp
    .cfi_def_cfa_offset 16
    .cfi_offset %rbp, -16
    movq %rsp, %rbp
    .cfi_def_cfa_register %rbp
    subq $208, %rsp
    andq $-16, %rsp
{save}
    movl %r11d, %edi
    call delayed_find
    movq %rax, %r11
{restore}
    leave
    .cfi_def_cfa %rsp, 8
    jmp *%r11
    .cfi_endproc
    .size delayed_enter, .-delayed_enter
"""


def exports(library):
    """Functions as {name: version or None}, variables as {name: size}."""
    listing = subprocess.run(["nm", "-D", "-S", "--defined-only", "--with-symbol-versions", library],
                             check=True, capture_output=True, text=True).stdout
    found, variables = {}, {}
    for line in listing.splitlines():
        *place, kind, name = line.split()
        if name.startswith("_Z"):  # of C++: for the library itself
            continue
        if kind == "B":
            variables[name] = int(place[1], 16)
        if kind not in "TWi":
            continue
        name, _, version = name.partition("@@")
        if "@" in name:
            sys.exit(f"{library}: {name} has two versions")
        found[name] = version or None
    return found, variables


def version_script(found):
    versions = {}
    for name, version in sorted(found.items()):
        versions.setdefault(version, []).append(name)
    versions.pop(None, None)
    return "".join(f"{version} {{ global: {'; '.join(names)}; }};\n" for version, names in sorted(versions.items()))


def main():
    out, script, *libraries = sys.argv[1:]
    found, names, ends, variables = {}, [], [], {}
    for library in libraries:
        functions, its_variables = exports(library)
        found.update(functions)
        variables.update(its_variables)
        names += sorted(functions)
        ends.append((len(names), os.path.basename(library)))
    general = ["rax", "rdi", "rsi", "rdx", "rcx", "r8", "r9", "r10"]
    save = [f"    movq %{r}, {8 * i}(%rsp)" for i, r in enumerate(general)]
    save += [f"    movaps %xmm{i}, {64 + 16 * i}(%rsp)" for i in range(8)]
    restore = [f"    movq {8 * i}(%rsp), %{r}" for i, r in enumerate(general)]
    restore += [f"    movaps {64 + 16 * i}(%rsp), %xmm{i}" for i in range(8)]
    text = ['    .section .note.GNU-stack,"",@progbits', "    .section .text.delayed,\"ax\",@progbits"]
    text += [ENTER.format(save="\n".join(save), restore="\n".join(restore))]
    text += [ENTRY.format(name=name, number=i, offset=8 * i) for i, name in enumerate(names)]
    text += ["    .bss", "    .balign 8", "    .globl delayed_functions", "    .hidden delayed_functions",
             f"delayed_functions: .zero {8 * len(names)}"]
    for name, size in variables.items():
        text += [f"    .balign 8", f"    .globl {name}", f"    .type {name}, @object", f"    .size {name}, {size}", f"{name}: .zero {size}"]
    text += ["    .section .rodata.delayed,\"a\",@progbits", "    .globl delayed_names", "    .hidden delayed_names", "delayed_names:"]
    text += [f'    .asciz "{name}"' for name in names]
    text += ["    .balign 64", "    .globl delayed_libraries", "    .hidden delayed_libraries", "delayed_libraries:"]
    for end, file in ends:
        text += [f"    .long {end}", f'    .asciz "{file}"', "    .balign 64"]
    text += ["    .long 0", ""]
    with open(out, "w") as f:
        f.write("\n".join(text))
    with open(script, "w") as f:
        f.write(version_script(found))


main()
