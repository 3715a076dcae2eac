// SPDX-License-Identifier: MIT
// The rewriter: texts in and out, module records, column maps, and what CommonJS modules export.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "syntax_rewrite.h"

typedef struct result {
    syn_unit *unit;
    syn_output out;
} result;

static result rewrite(const char *text, syn_goal goal, uint32_t parse_flags, uint32_t flags)
{
    result r = {0};
    syn_error e;
    syn_options o = {.goal = goal, .flags = parse_flags};
    if (syn_parse(&r.unit, text, strlen(text), &o, &e)) {
        fail_msg("%s: %s", text, e.message);
    }
    syn_rewrite_options rw = {.flags = flags};
    assert_int_equal(syn_rewrite(&r.out, r.unit, &rw, &e), 0);
    return r;
}

static void done(result *r)
{
    syn_output_free(&r->out);
    syn_unit_free(r->unit);
}

static void gives(const char *text, syn_goal goal, uint32_t parse_flags, uint32_t flags, const char *expected)
{
    result r = rewrite(text, goal, parse_flags, flags);
    assert_string_equal(r.out.text, expected);
    done(&r);
}

// The body of a module: what stands between the first yield and the end.
static void module_gives(const char *text, uint32_t parse_flags, uint32_t flags, const char *expected)
{
    result r = rewrite(text, SYN_GOAL_MODULE, parse_flags, flags | SYN_RW_MODULE);
    const char *body = strstr(r.out.text, "yield;");
    assert_non_null(body);
    char got[4000];
    size_t end = r.out.values_len > 0 ? r.out.values_len : 3; // "\n})", or a call in a comment before it
    snprintf(got, sizeof got, "%.*s", (int)(strlen(body) - 6 - end), body + 6);
    assert_string_equal(got, expected);
    done(&r);
}

static void imports(void **state)
{
    module_gives("import {a} from 'x';a(1);new a;({a});[a]\na`t`\nif(a)a()", 0, 0,
                 ";                   ;(0,$pj_m0.a)(1);new "
                 "$pj_m0.a;({a:$pj_m0.a});[$pj_m0.a]\n;(0,$pj_m0.a)`t`\nif($pj_m0.a)(0,$pj_m0.a)()");
    module_gives("import {'a b' as c} from 'x'\nc", 0, 0, ";                           \n$pj_m0[\"a b\"]");
    module_gives("import {a} from 'x';{let a;a}(a)=>a", 0, 0, ";                   {let a;a}(a)=>a");
    module_gives("import.meta.url;import('x')", 0, 0, "$pj_meta.url;$pj_import('x')");
    module_gives("x<!--y", 0, 0, "x< !--y");
}

static void exports(void **state)
{
    module_gives("export default function(){}", 0, 0, ";              function $pj_md(){}");
    module_gives("export default async function*(){}", 0, 0, ";              async function* $pj_md(){}");
    module_gives("export default ()=>{}\n(2)", 0, 0, ";const $pj_md={default:()=>{}}.default;\n(2)");
    module_gives("export default class {}", 0, 0, ";const $pj_md={default:class {}}.default;");
    module_gives("export default 1+2;", 0, 0, ";const $pj_md=1+2;");
    module_gives("export const a=1;export function b(){}", 0, 0, "       const a=1;       function b(){}");
    result r = rewrite(
        "export {a as 'x y', b}; let a; import {b} from 'm'; export * from 'n'; export * as p from 'm'",
        SYN_GOAL_MODULE, 0, SYN_RW_MODULE);
    assert_non_null(strstr(r.out.text, "$pj_export({\"x y\":()=>a});yield;"));
    const syn_module_record *m = &r.out.module;
    assert_int_equal(m->request_count, 2);
    assert_int_equal(m->export_count, 4);
    assert_string_equal(m->exports[1].imported.text, "b");
    assert_int_equal(m->exports[1].request, 0);
    assert_null(m->exports[2].name.text);
    assert_string_equal(m->exports[3].name.text, "p");
    assert_null(m->exports[3].imported.text);
    done(&r);
}

static void plain_is(const char *text, bool values, const char *expected)
{
    result r = rewrite(text, SYN_GOAL_MODULE, 0, SYN_RW_MODULE);
    bool has_values = false;
    assert_true(syn_output_make_plain(&r.out, &has_values));
    assert_int_equal(has_values, values);
    char got[400];
    size_t n = 0;
    for (const char *p = r.out.text; *p && n < sizeof got - 1; p++) {
        if (*p != ' ' || n == 0 || got[n - 1] != ' ') {
            got[n++] = *p; // runs of blanks as one
        }
    }
    got[n] = 0;
    assert_string_equal(got, expected);
    done(&r);
}

static void plain_functions(void **state)
{
#define PLAIN "(function ($pj_export,$pj_import,$pj_meta){\"use strict\";"
    plain_is("export const a=1", true, PLAIN " const a=1\n ;$pj_export({a:a}); })");
    plain_is("let a=1;export {a as 'x y'};function f(){a.b=1}", true,
             PLAIN " let a=1;; function f(){a.b=1}"
                   "\n ;$pj_export({\"x y\":a}); })");
    plain_is("export let a=1;function f(){a++}", false,
             PLAIN "$pj_export({a:()=>a}); let a=1;function f(){a++}\n})");
    plain_is("export let a=1;[a]=[2]", false, PLAIN "$pj_export({a:()=>a}); let a=1;[a]=[2]\n})");
    plain_is("export let a=1;for(a of [])f()", false,
             PLAIN "$pj_export({a:()=>a}); let a=1;for(a of [])f()\n})");
    plain_is("f()", false, PLAIN " f()\n})");
#undef PLAIN
    bool values;
    result r = rewrite("await 1", SYN_GOAL_MODULE, 0, SYN_RW_MODULE);
    assert_false(syn_output_make_plain(&r.out, &values));
    done(&r);
}

static void top_level_await(void **state)
{
    module_gives("await a\nlet b = await (c), d = async () => await e", 0, 0,
                 ";(yield( a))\nlet b = (yield( (c))), d = async () => await e");
    result r = rewrite("for await (const a of b) await c", SYN_GOAL_MODULE, 0, SYN_RW_MODULE);
    assert_true(r.out.module.async_generator);
    assert_true(r.out.module.top_level_await);
    assert_memory_equal(r.out.text, "(async function*(", 17);
    done(&r);
}

static void async_context(void **state)
{
    gives("async()=>{await a(await b)}", SYN_GOAL_COMMONJS, 0, SYN_RW_ASYNC_CONTEXT,
          "async()=>{$pj_await($pj_context.c,await a($pj_await($pj_context.c,await b)))}");
    result r =
        rewrite("async()=>{if(x)try{await a}catch{b}finally{c}}", SYN_GOAL_COMMONJS, 0, SYN_RW_ASYNC_CONTEXT);
    assert_non_null(strstr(r.out.text, "if(x){const $pj_t"));
    assert_non_null(strstr(r.out.text, "catch{$pj_context.c=$pj_t"));
    assert_non_null(strstr(r.out.text, "finally{$pj_context.c=$pj_t"));
    done(&r);
    gives("try{a}catch{b}", SYN_GOAL_COMMONJS, 0, SYN_RW_ASYNC_CONTEXT, "try{a}catch{b}");
}

static void catches_and_probes(void **state)
{
    gives("try{}catch(e){e.stack}", SYN_GOAL_COMMONJS, 0, SYN_RW_CATCH_FIX,
          "try{}catch(e){$pj_fix(e);e.stack}");
    gives("try{}catch({stack}){}", SYN_GOAL_COMMONJS, 0, SYN_RW_CATCH_FIX,
          "try{}catch($pj_e){$pj_fix($pj_e);let {stack}=$pj_e;}");
    gives("try{}catch(e){e.message}", SYN_GOAL_COMMONJS, 0, SYN_RW_CATCH_FIX, "try{}catch(e){e.message}");
    gives("while(a)for(;;)b;do{c}while(1)", SYN_GOAL_COMMONJS, 0, SYN_RW_PROBES,
          "while(a){$pj_probe();for(;;){$pj_probe();b;}}do{$pj_probe();c}while(1)");
}

static void repl(void **state)
{
    gives("let a=1,b;const {c}=a;class D{}\na", SYN_GOAL_REPL, 0, SYN_RW_REPL,
          "var a=1,b=void 0;var {c}=a;var D=class D{};\na");
    gives("const a=await b;a", SYN_GOAL_REPL, 0, SYN_RW_REPL,
          "var a;(async()=>{;void( a=await b);;return{__proto__:null,value:(a)}\n})()");
}

static void types(void **state)
{
    gives("let a:number=b as any,c=d!", SYN_GOAL_SCRIPT, SYN_TYPESCRIPT, 0, "let a       =b       ,c=d ");
    gives("const f=(a):\nT=>a", SYN_GOAL_SCRIPT, SYN_TYPESCRIPT, 0, "const f=(a  \n)=>a");
    gives("a\ntype T=1\n(b)", SYN_GOAL_SCRIPT, SYN_TYPESCRIPT, 0, "a\n;       \n(b)");
    gives("enum E{A,B=2,C='x',D=A|B}", SYN_GOAL_SCRIPT, SYN_TYPESCRIPT, 0,
          ";var "
          "E;(function(E){E[E[\"A\"]=0]=\"A\";E[E[\"B\"]=2]=\"B\";E[\"C\"]='x';E[E[\"D\"]=E.A|E.B]=\"D\";})("
          "E||(E={}));");
    gives("namespace N{export const a=1;a;export function f(){}}", SYN_GOAL_SCRIPT, SYN_TYPESCRIPT, 0,
          ";var N;(function(N){;            N.a=1;N.a;;      function f(){};N.f=f;})(N||(N={}));");
    // blocks of one namespace, declarations of one enum
    gives("namespace N{export const a=1}namespace N{a;({a});{let a}}", SYN_GOAL_SCRIPT, SYN_TYPESCRIPT, 0,
          ";var N;(function(N){;            N.a=1})(N||(N={}));;(function(N){N.a;({a:N.a});{let "
          "a}})(N||(N={}));");
    gives("enum E{A=2}enum E{B=A+1,C}", SYN_GOAL_SCRIPT, SYN_TYPESCRIPT, 0,
          ";var "
          "E;(function(E){E[E[\"A\"]=2]=\"A\";})(E||(E={}));;(function(E){E[E[\"B\"]=E.A+1]=\"B\";E[E[\"C\"]="
          "4]="
          "\"C\";})(E||(E={}));");
    gives("class A extends B{constructor(public a,b){super();c}}", SYN_GOAL_SCRIPT, SYN_TYPESCRIPT, 0,
          "class A extends B{a;constructor(       a,b){super();;this.a=a;c}}");
    gives("class A{f:T;g=1;#h=2;'i'=3\nconstructor(public a){}}", SYN_GOAL_SCRIPT, SYN_TYPESCRIPT,
          SYN_RW_ASSIGN_FIELDS,
          "class A{;   #$pj_f0(){this.g=1};#h;#$pj_f1(){this.#h=2};#$pj_f2(){this['i']=3}\n"
          "constructor(       a){this.a=a;this.#$pj_f0();this.#$pj_f1();this.#$pj_f2();}}");
    gives("import a=require('b');a", SYN_GOAL_COMMONJS, SYN_TYPESCRIPT, 0, "const a=require('b');a");
    module_gives("import {T,v} from 'x';let a:T=v", SYN_TYPESCRIPT, 0,
                 ";                     let a  =$pj_m0.v");
}

static void resources(void **state)
{
    gives("{using a=b;c}", SYN_GOAL_SCRIPT, 0, 0,
          "{const $pj_u2=$pj_using();try{const "
          "a=$pj_u2.use(b);c}catch($pj_e){$pj_u2.fail($pj_e)}finally{$pj_u2.end()}}");
    gives("for(using a of b)c", SYN_GOAL_SCRIPT, 0, 0,
          "for(const a of b){const "
          "$pj_u5=$pj_using();try{$pj_u5.use(a);c}catch($pj_e){$pj_u5.fail($pj_e)}finally{$pj_u5.end()}}");
}

static void refuses(const char *text, syn_goal goal, const char *message, unsigned column)
{
    syn_unit *unit;
    syn_error e;
    syn_output out;
    syn_options o = {.goal = goal, .flags = SYN_TYPESCRIPT};
    syn_rewrite_options rw = {.flags = goal == SYN_GOAL_MODULE ? SYN_RW_MODULE : 0};
    assert_int_equal(syn_parse(&unit, text, strlen(text), &o, &e), 0);
    assert_int_not_equal(syn_rewrite(&out, unit, &rw, &e), 0);
    assert_string_equal(e.message, message);
    assert_int_equal(e.column, column);
    syn_unit_free(unit);
}

static void refusals(void **state)
{
    (void)state;
    refuses("(@c class await {})", SYN_GOAL_SCRIPT, "A decorated class cannot be named 'await'", 11);
    const char *waits = "A decorated class cannot wait in its members or heritage";
    refuses("class A { @d(await 1) x }", SYN_GOAL_MODULE, waits, 14);
    refuses("@d class A extends (await B) {}", SYN_GOAL_MODULE, waits, 21);
    refuses("function* f() { @d class A { [yield] } }", SYN_GOAL_SCRIPT, waits, 31);
}

static void decorators(void **state)
{
    (void)state;
    gives("class A { @d m() {} }", SYN_GOAL_COMMONJS, SYN_TYPESCRIPT, 0,
          "let A=$pj_decorate([],\"A\",$pj_d=>class A {static{$pj_d.apply(this)}#$pj_i=$pj_d.i(this); "
          "static [$pj_d.m(\"method\",false,\"m\",null,[d])](){} m() {} ;static{$pj_d.end(this)}});");
    gives("@c @d() class A { @f x?: T\n y }", SYN_GOAL_COMMONJS, SYN_TYPESCRIPT, SYN_RW_LEGACY_DECORATORS,
          "let A;A=$pj_decorate(()=>[c ,d() ],\"A\",$pj_d=>class   {static{A=this} "
          "static [$pj_d.m(\"field\",false,\"x\",null,()=>[f])](){} x ;  \n y "
          ";static{$pj_d.legacy(this,c=>{A=c})}});");
    // a list that waits
    module_gives("@c(await 1) class A { @d x = async () => await 2 }", SYN_TYPESCRIPT,
                 SYN_RW_LEGACY_DECORATORS,
                 "let A;A=$pj_decorate((l=>()=>l)([c((yield( 1))) ]),\"A\",$pj_d=>class   {static{A=this} "
                 "static [$pj_d.m(\"field\",false,\"x\",null,()=>[d])](){} x = async () => await 2 "
                 ";static{$pj_d.legacy(this,c=>{A=c})}});");
    // types in decorators that leave their place
    gives("class A{m(@d(x as T)! a){}}", SYN_GOAL_COMMONJS, SYN_TYPESCRIPT, SYN_RW_LEGACY_DECORATORS,
          "let A=$pj_decorate(()=>[],\"A\",$pj_d=>class A{static "
          "[$pj_d.m(\"method\",false,\"m\",null,()=>[$pj_decorate.p(0,d(x ) )])](){}m(            a){};"
          "static{$pj_d.legacy(this,c=>{c})}});");
    // what decorators are told of types
    gives("type T=string;class A{@f x:T|null}", SYN_GOAL_COMMONJS, SYN_TYPESCRIPT | SYN_KEEP_TYPES,
          SYN_RW_LEGACY_DECORATORS | SYN_RW_DECORATOR_METADATA,
          ";             let A=$pj_decorate(()=>[],\"A\",$pj_d=>class A{static "
          "[$pj_d.m(\"field\",false,\"x\",null,()=>[f,$pj_decorate.t(\"design:type\",String)])](){} x;      "
          ";static{$pj_d.legacy(this,c=>{c})}});");
    module_gives(
        "import{S,U}from'x';class A{@f x:S\ny:U}", SYN_TYPESCRIPT | SYN_KEEP_TYPES,
        SYN_RW_LEGACY_DECORATORS | SYN_RW_DECORATOR_METADATA,
        ";                  let A=$pj_decorate(()=>[],\"A\",$pj_d=>class A{static "
        "[$pj_d.m(\"field\",false,\"x\",null,()=>[f,$pj_decorate.t(\"design:type\",(typeof "
        "$pj_m0.S==\"function\"?$pj_m0.S:Object))])](){} x; \ny; ;static{$pj_d.legacy(this,c=>{c})}});");
    // a decorated class as the value of a decorated field
    result r = rewrite("class A{@e l=class{@c l}}", SYN_GOAL_COMMONJS, SYN_TYPESCRIPT, 0);
    assert_non_null(strstr(r.out.text, "l=$pj_d.f(0,this,$pj_decorate([],\"\",$pj_d=>class{"));
    done(&r);
    // a value right behind `of`
    r = rewrite("async()=>{for await(a of/|/);}", SYN_GOAL_COMMONJS, 0, SYN_RW_ASYNC_CONTEXT);
    assert_non_null(strstr(r.out.text, "of $pj_iterate((/|/))"));
    done(&r);
    gives(
        "class A { static accessor x = 1 }", SYN_GOAL_COMMONJS, SYN_TYPESCRIPT, 0,
        "class A { static #$pj_a0 = 1;static get x(){return this.#$pj_a0}static set x(v){this.#$pj_a0=v} }");
    syn_unit *unit;
    syn_error e;
    syn_output out;
    syn_options o = {.goal = SYN_GOAL_COMMONJS, .flags = SYN_TYPESCRIPT};
    const char *text = "class A { m(@d p) {} }";
    assert_int_equal(syn_parse(&unit, text, strlen(text), &o, &e), 0);
    assert_int_equal(syn_rewrite(&out, unit, &(syn_rewrite_options){0}, &e), -ENOTSUP);
    syn_unit_free(unit);
}

static void jsx(void **state)
{
    gives("<a b='c' {...d}>e {f}<G/></a>", SYN_GOAL_SCRIPT, SYN_JSX, 0,
          "React.createElement(\"a\" ,{b:\"c\" ,...d},\"e \",(f),React.createElement(G,null))");
}

static void columns(void **state)
{
    result r = rewrite("import {a} from 'x'\nb;a+c;a+d", SYN_GOAL_MODULE, 0, SYN_RW_MODULE);
    const char *line = strchr(r.out.text, '\n') + 1;
    uint32_t c = (uint32_t)(strchr(line, 'c') - line), d = (uint32_t)(strchr(line, 'd') - line);
    assert_int_equal(syn_map_column(r.out.map, r.out.map_count, 2, 0), 0);
    assert_int_equal(syn_map_column(r.out.map, r.out.map_count, 2, 2), 2);
    assert_int_equal(syn_map_column(r.out.map, r.out.map_count, 2, c), 4);
    assert_int_equal(syn_map_column(r.out.map, r.out.map_count, 2, d), 8);
    done(&r);
}

static void cjs(const char *text, const char *expected)
{
    syn_unit *u = NULL;
    syn_options o = {.goal = SYN_GOAL_COMMONJS};
    assert_int_equal(syn_parse(&u, text, strlen(text), &o, NULL), 0);
    syn_cjs_exports x;
    assert_int_equal(syn_cjs_find_exports(&x, u), 0);
    char got[400] = "";
    for (uint32_t i = 0; i < x.name_count; i++) {
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s ", x.names[i].text);
    }
    for (uint32_t i = 0; i < x.reexport_count; i++) {
        snprintf(got + strlen(got), sizeof got - strlen(got), "*%s", x.reexports[i].text);
    }
    assert_string_equal(got, expected);
    syn_cjs_exports_free(&x);
    syn_unit_free(u);
}

static void commonjs_exports(void **state)
{
    cjs("exports.a=1;module.exports.b=2;exports['c d']=3", "a b c d ");
    cjs("Object.defineProperty(exports,'__esModule',{value:true});Object.defineProperty(exports,'x',{"
        "enumerable:true,get(){return y.x}})",
        "__esModule x ");
    cjs("module.exports={a,b:c,'d':e,f:1,g}", "a b d ");
    cjs("if(x)module.exports=require('a');else module.exports=require('b')", "*b");
    cjs("__exportStar(require('a'),exports);tslib.__exportStar(require('b'),exports)", "*a*b");
    cjs("var _a=require('a');Object.keys(_a).forEach(function(k){if(k==='default')return;exports[k]=_a[k]})",
        "*a");
    cjs("0 && (module.exports = { a, b })", "a b ");
    cjs("module.exports = require('a').b.c", "*a");
    cjs("module.exports = require('a')(b)", "*a");
    cjs("module.exports = require('a') || b", "*a");
    cjs("module.exports = b || require('a')", "");
    cjs("module.exports = { a: true, b() {}, c }", "a b ");
    cjs("module.exports = { a: this, async b() {} }", "a ");
    cjs("module.exports = ({ a })", "");
    cjs("module.exports = exports = { a }", "");
    cjs("exports = module.exports = { a }", "a ");
    cjs("exports.a = exports.b = void 0; Object.defineProperty(exports, 'a', { get() { return f() } })",
        "b ");
}

static void commonjs_descriptors(void **state)
{
    static const struct {
        const char *text;
        bool found;
    } cases[] = {{"{ value: 1 }", true},
                 {"{ value }", false},
                 {"{ writable: true, value: 1 }", false},
                 {"{ enumerable: true, value: 1 }", true},
                 {"{ enumerable: false, value: 1 }", false},
                 {"({ enumerable: true, value: 1 })", false},
                 {"{ get() { return x.y } }", true},
                 {"{ get: function () { return x['y'] } }", true},
                 {"{ get: function () { return this.y }, }", true},
                 {"{ get: function () { return x[0] } }", false},
                 {"{ get: function () { return x.y.z } }", false},
                 {"{ get: function () { return f() } }", false},
                 {"{ get: function (a) { return x } }", false},
                 {"{ get: async function () { return x } }", false},
                 {"{ get: () => x }", false},
                 {"{ get() { return x }, set(v) {} }", false},
                 {"{ get() { const y = x; return y } }", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[128];
        snprintf(text, sizeof text, "Object.defineProperty(exports, 'a', %s)", cases[i].text);
        cjs(text, cases[i].found ? "a " : "");
    }
}

static void detection(void **state)
{
    static const struct {
        const char *text;
        bool module;
    } cases[] = {{"import 'a'", true},
                 {"export {}", true},
                 {"import.meta", true},
                 {"await 1", true},
                 {"require('a')", false},
                 {"import('a')", false},
                 {"const require = 1", true},
                 {"syntax error", false},
                 {"import a; with (b) c", false},
                 {"return import.meta", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool module;
        assert_int_equal(syn_detect_module(&module, cases[i].text, strlen(cases[i].text), 0), 0);
        if (module != cases[i].module) {
            fail_msg("%s", cases[i].text);
        }
    }
}

static void coverage(void **state)
{
    gives("'use strict'\nfunction f(a) { 'use x'; return a }", SYN_GOAL_COMMONJS, 0, SYN_RW_COVER,
          "'use strict'\nfunction f(a) { 'use x';;$pj_cover[0]++; return a }");
    gives("if (a) b; else if (c) { d }\ne()", SYN_GOAL_SCRIPT, 0, SYN_RW_COVER,
          "if (a) {$pj_cover[1]++;b;} else {$pj_cover[2]++;if (c) {$pj_cover[3]++; d }}\n$pj_cover[0]++;e()");
    gives("x = a ? b : (c); y = a && (b, c); z = v => ({})", SYN_GOAL_SCRIPT, 0, SYN_RW_COVER,
          "x = a ? ($pj_cover[0]++,b) : (($pj_cover[1]++,c)); y = a && (($pj_cover[2]++,b, c)); z = v => "
          "(($pj_cover[3]++,{}))");
    gives("for (;;) a()\ntry { b } catch { c } finally {}", SYN_GOAL_SCRIPT, 0, SYN_RW_COVER,
          "for (;;) {$pj_cover[1]++;a()}\n$pj_cover[0]++;try { b } catch {$pj_cover[2]++; c } finally "
          "{$pj_cover[3]++;}");
    gives("if (a) function b() {} else ;", SYN_GOAL_SCRIPT, 0, SYN_RW_COVER,
          "if (a) {$pj_cover[0]++;function b() {$pj_cover[1]++;}} else ;");
    result r = rewrite("class A { get x() { return 1 } }", SYN_GOAL_SCRIPT, 0, SYN_RW_COVER);
    assert_int_equal(r.out.cover_count, 1);
    assert_true(r.out.cover[0].is_function);
    assert_int_equal(r.out.cover[0].method, SYN_GET);
    assert_memory_equal("x", "class A { get x() { return 1 } }" + r.out.cover[0].name_start, 1);
    done(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(imports),
        cmocka_unit_test(exports),
        cmocka_unit_test(plain_functions),
        cmocka_unit_test(top_level_await),
        cmocka_unit_test(async_context),
        cmocka_unit_test(catches_and_probes),
        cmocka_unit_test(repl),
        cmocka_unit_test(types),
        cmocka_unit_test(decorators),
        cmocka_unit_test(refusals),
        cmocka_unit_test(jsx),
        cmocka_unit_test(columns),
        cmocka_unit_test(coverage),
        cmocka_unit_test(resources),
        cmocka_unit_test(commonjs_exports),
        cmocka_unit_test(commonjs_descriptors),
        cmocka_unit_test(detection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
