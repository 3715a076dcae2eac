// SPDX-License-Identifier: MIT
// The parser: what it accepts, the errors it gives, and how it resolves names.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "syntax.h"

static syn_unit *parse(const char *text, syn_goal goal, uint32_t flags, syn_error *error)
{
    syn_unit *u = NULL;
    syn_options o = {.goal = goal, .flags = flags};
    (void)syn_parse(&u, text, strlen(text), &o, error);
    return u;
}

static void accepts(const char *text, syn_goal goal, uint32_t flags)
{
    syn_error e;
    syn_unit *u = parse(text, goal, flags, &e);
    if (!u) {
        fail_msg("%s: %u:%u %s", text, e.line, e.column, e.message);
    }
    syn_unit_free(u);
}

static void rejects(const char *text, syn_goal goal, uint32_t flags, const char *message, unsigned line,
                    unsigned column)
{
    syn_error e;
    syn_unit *u = parse(text, goal, flags, &e);
    if (u) {
        fail_msg("%s: accepted", text);
    }
    assert_string_equal(e.message, message);
    assert_int_equal(e.line, line);
    assert_int_equal(e.column, column);
}

static void goals(void **state)
{
    accepts("#!/usr/bin/env node\nreturn new.target", SYN_GOAL_COMMONJS, 0);
    rejects("return 1", SYN_GOAL_SCRIPT, 0, "Illegal return statement", 1, 1);
    accepts("await 1; for await (const x of y) ;", SYN_GOAL_MODULE, 0);
    accepts("const x = await fetch('a')", SYN_GOAL_REPL, 0);
    accepts("var await = 1; await + 1", SYN_GOAL_SCRIPT, 0);
    rejects("@d export default 1", SYN_GOAL_MODULE, SYN_DECORATORS, "Unexpected number", 1, 19);
    rejects("@d export const a = 1", SYN_GOAL_MODULE, SYN_DECORATORS, "Unexpected token 'const'", 1, 11);
    rejects("import a from 'b'", SYN_GOAL_COMMONJS, 0, "Cannot use import statement outside a module", 1, 1);
    rejects("with (a) b", SYN_GOAL_MODULE, 0, "Strict mode code may not include a with statement", 1, 1);
    accepts("x = 1 <!-- y\n--> z", SYN_GOAL_SCRIPT, 0);
}

static void messages(void **state)
{
    rejects("let a;\nlet a;", SYN_GOAL_SCRIPT, 0, "Identifier 'a' has already been declared", 2, 5);
    rejects("{ { var a } let a }", SYN_GOAL_SCRIPT, 0, "Identifier 'a' has already been declared", 1, 17);
    rejects("f(1 2)", SYN_GOAL_SCRIPT, 0, "missing ) after argument list", 1, 5);
    rejects("const a", SYN_GOAL_SCRIPT, 0, "Missing initializer in const declaration", 1, 7);
    rejects("a b", SYN_GOAL_SCRIPT, 0, "Unexpected identifier 'b'", 1, 3);
    rejects("1 = 2", SYN_GOAL_SCRIPT, 0, "Invalid left-hand side in assignment", 1, 1);
    rejects("function f() { await 1 }", SYN_GOAL_SCRIPT, 0,
            "await is only valid in async functions and the top level bodies of modules", 1, 16);
    rejects("/(/", SYN_GOAL_SCRIPT, 0, "Invalid regular expression: /(/: Unterminated group", 1, 1);
    rejects("\xc3\xa9\xf0\x90\x90\x80 }", SYN_GOAL_SCRIPT, 0, "Unexpected token '}'", 1, 5);
    rejects("({a = 1})", SYN_GOAL_SCRIPT, 0, "Invalid shorthand property initializer", 1, 5);
    rejects("class A { #x; m() { return this.#y } }", SYN_GOAL_SCRIPT, 0,
            "Private field '#y' must be declared in an enclosing class", 1, 33);
    rejects("export { a }", SYN_GOAL_MODULE, 0, "Export 'a' is not defined in module", 1, 10);
}

static void incomplete_input(void **state)
{
    static const char *const texts[] = {"function f() {", "a = `b",   "f(", "/* c", "[1,",
                                        "try {}",         "if (a) {", NULL};
    for (int i = 0; texts[i]; i++) {
        syn_error e;
        assert_null(parse(texts[i], SYN_GOAL_REPL, 0, &e));
        if (!e.at_end) {
            fail_msg("%s: not at the end: %s", texts[i], e.message);
        }
    }
    syn_error e;
    assert_null(parse("a b", SYN_GOAL_REPL, 0, &e));
    assert_false(e.at_end);
}

static void deep_nesting(void **state)
{
    static const char *const pairs[] = {"(",         "[",
                                        "{",         "a=>",
                                        "!",         "`${",
                                        "a?",        "new ",
                                        "f(",        "class A{m(){",
                                        "if(a)",     "function f(){",
                                        "x=",        "a**",
                                        "async()=>", NULL};
    static char text[600001];
    for (int i = 0; pairs[i]; i++) {
        size_t n = strlen(pairs[i]), at = 0;
        while (at + n < 600000) {
            memcpy(text + at, pairs[i], n);
            at += n;
        }
        text[at] = 0;
        syn_error e;
        assert_null(parse(text, SYN_GOAL_SCRIPT, 0, &e));
        if (!e.too_deep) {
            fail_msg("%s: %s", pairs[i], e.message);
        }
    }
}

static void long_chains(void **state)
{
    static char text[800001];
    memset(text, 0, sizeof text);
    for (int i = 0; i < 100000; i++) {
        memcpy(text + i * 4, "a + ", 4);
    }
    text[400000] = 'a';
    accepts(text, SYN_GOAL_SCRIPT, 0);
    size_t at = 0;
    for (int i = 0; i < 20000; i++) {
        memcpy(text + at, "if (a) b; else ", 15);
        at += 15;
    }
    memcpy(text + at, "c", 2);
    accepts(text, SYN_GOAL_SCRIPT, 0);
}

// Offsets of the references of the first symbol of a name, as text.
static void references(const char *text, syn_goal goal, const char *name, const char *expected)
{
    syn_error e;
    syn_unit *u = parse(text, goal, 0, &e);
    assert_non_null(u);
    char got[200] = "";
    uint32_t count;
    const syn_symbol *symbols = syn_symbols_peek(u, &count);
    const syn_node *nodes = syn_nodes_peek(u, NULL);
    for (uint32_t s = 1; s < count; s++) {
        uint32_t len;
        const char *have = syn_atom_peek(u, symbols[s].atom, &len);
        if (len == strlen(name) && memcmp(have, name, len) == 0) {
            for (syn_id r = symbols[s].references; r; r = nodes[r].c) {
                size_t at = strlen(got);
                snprintf(got + at, sizeof got - at, "%u ", nodes[r].start);
            }
            break;
        }
    }
    assert_string_equal(got, expected);
    syn_unit_free(u);
}

static void resolution(void **state)
{
    references("import { a } from 'm'; a; (a) => a; { let a; a } a()", SYN_GOAL_MODULE, "a", "49 23 ");
    references("let a; (b = a, c = () => a) => a + b", SYN_GOAL_SCRIPT, "a", "31 25 12 ");
    references("function f(a = b) { var b; return a }", SYN_GOAL_SCRIPT, "b", "");
    references("use(x); { function x() {} } var x", SYN_GOAL_SCRIPT, "x", "");
    references("try {} catch (e) { var e; e }", SYN_GOAL_SCRIPT, "e", "26 ");
}

static void regular_expressions(void **state)
{
    assert_int_equal(syn_regexp_check("(?<a>x)|(?<a>y)\\k<a>", 20, "u", 1, NULL), 0);
    assert_int_not_equal(syn_regexp_check("(?<a>x)(?<a>y)", 14, "", 0, NULL), 0);
    assert_int_not_equal(syn_regexp_check("[\\p{L}--[a-z]&&]", 16, "u", 1, NULL), 0);
    assert_int_equal(syn_regexp_check("[\\p{L}--[a-z]]", 14, "v", 1, NULL), 0);
    assert_int_not_equal(syn_regexp_check("[a-z&&&b]", 9, "v", 1, NULL), 0);
    assert_int_equal(syn_regexp_check("(?i-s:a)", 8, "", 0, NULL), 0);
    assert_int_not_equal(syn_regexp_check("a", 1, "gg", 2, NULL), 0);
    assert_int_not_equal(syn_regexp_check("a", 1, "uv", 2, NULL), 0);
    assert_int_equal(syn_regexp_check("a{1,2}{", 7, "", 0, NULL), 0);
    assert_int_not_equal(syn_regexp_check("\\u{110000}", 10, "u", 1, NULL), 0);
}

static void typescript(void **state)
{
    static const char *const good[] = {
        "let a: number = 1, b = <any>a, c = a as unknown as string, d = a!;",
        "function f<T extends object>(this: Window, x?: T, ...r: T[]): x is T { return true }",
        "const g = <T,>(x: T): T => x, h = async <T>(x: T): Promise<T> => x;",
        "abstract class A<T> extends B<T> implements C, D<T> { private readonly x!: number; "
        "constructor(public a: T, b?: string) { super() } abstract m(): void; [k: string]: any; declare y: "
        "T; static #z = 1 }",
        "enum E { A, B = 1 << 2, 'C' } const enum F { X = 'x' } declare enum G { Y }",
        "namespace N.M { export const x = 1; export interface I {} } declare module 'm' { export const a: "
        "number }",
        "type A1<T> = T extends (infer U extends string)[] ? U : T extends { [K in keyof T as `x${K}`]?: "
        "T[K] } ? never : new (...a: any[]) => T;",
        "import type { X } from 'x'; import { type Y, z } from 'y'; export type { X }; import fs = "
        "require('fs');",
        "let v = f<string>(x), w = a < b, y = new Map<string, Array<number>>(), z = a ? (b) : c => d;",
        "let o = { m<T>(x: T): void {}, get a(): number { return 1 } }; for (const k of x as string[]) {}",
        "function over(a: string): void; function over(a: any) {} export default interface Z {}",
        "let u: typeof import('x'), t: [a: string, b?: number, ...c: boolean[]], fn: (a: string) => asserts "
        "a is string;",
        "let s = x satisfies Y; type T1 = unique symbol; let q = (a?: number, { b }: { b: string } = { b: '' "
        "}) => a;",
        NULL};
    for (int i = 0; good[i]; i++) {
        accepts(good[i], SYN_GOAL_MODULE, SYN_TYPESCRIPT);
    }
    accepts("const e = <div a='b' {...c}>{d} text <A.B /> <></> </div>;", SYN_GOAL_MODULE, SYN_JSX);
    accepts("const e = <T,>(x: T) => <div<string> a={x} />;", SYN_GOAL_MODULE, SYN_JSX | SYN_TYPESCRIPT);
    rejects("<a <!--\n> </a>", SYN_GOAL_SCRIPT, SYN_JSX, "Unexpected token '<'", 1, 4);
    rejects("<a><!-- no comment --></a>", SYN_GOAL_SCRIPT, SYN_JSX, "Unexpected token '!'", 1, 5);
    rejects("let!\nlet", SYN_GOAL_SCRIPT, SYN_TYPESCRIPT, "A non-null assertion cannot follow 'let'", 1, 4);
    rejects("namespace N{{export const a=1}}", SYN_GOAL_MODULE, SYN_TYPESCRIPT, "Unexpected token 'export'",
            1, 14);
    rejects("namespace N{switch(1){case 1:export{}}}", SYN_GOAL_MODULE, SYN_TYPESCRIPT,
            "Unexpected token 'export'", 1, 30);
    accepts("declare global { export const a: 1; namespace N { export const b: 1 } }", SYN_GOAL_MODULE,
            SYN_TYPESCRIPT);
    accepts("@dec class A { @dec() m() {} @a.b accessor x = 1 }", SYN_GOAL_MODULE, SYN_DECORATORS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goals),
        cmocka_unit_test(messages),
        cmocka_unit_test(incomplete_input),
        cmocka_unit_test(deep_nesting),
        cmocka_unit_test(long_chains),
        cmocka_unit_test(resolution),
        cmocka_unit_test(regular_expressions),
        cmocka_unit_test(typescript),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
