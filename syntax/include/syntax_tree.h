// SPDX-License-Identifier: MIT
// The syntax tree: nodes of 32 bytes in one flat array, addressed by 32-bit indices (0 = none).
//
// A list is the index of its first node; `next` leads on. Positions are byte offsets into the text.
// Scopes and symbols are two more flat arrays. All of it belongs to a syn_unit and dies with it; after
// syn_parse() nothing is ever written, so any number of threads may read one unit.
#ifndef SYNTAX_TREE_H
#define SYNTAX_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t syn_id;

// X(name) or X(name) with the meaning of a, b, c, d.
#define SYN_NODE_KINDS(X)                                                                                    \
    X(None)                                                                                                  \
    X(Program)        /* a statements, d scope */                                                            \
    X(ExpressionStmt) /* a expression; SYN_F_DIRECTIVE */                                                    \
    X(Block)          /* a statements, d scope */                                                            \
    X(Empty)                                                                                                 \
    X(Debugger)                                                                                              \
    X(With)            /* a object, b body */                                                                \
    X(Return)          /* a argument */                                                                      \
    X(Labeled)         /* a label (Name), b body */                                                          \
    X(Break)           /* a label */                                                                         \
    X(Continue)        /* a label */                                                                         \
    X(If)              /* a test, b then, c else */                                                          \
    X(Switch)          /* a discriminant, b cases, d scope */                                                \
    X(Case)            /* a test (0: default), b statements */                                               \
    X(Throw)           /* a argument */                                                                      \
    X(Try)             /* a block, b Catch, c finally block */                                               \
    X(Catch)           /* a parameter, b body, d scope */                                                    \
    X(While)           /* a test, b body */                                                                  \
    X(DoWhile)         /* a test, b body */                                                                  \
    X(For)             /* a init, b test, c update, d body */                                                \
    X(ForIn)           /* a left, b right, c body, d scope */                                                \
    X(ForOf)           /* a left, b right, c body, d scope; SYN_F_ASYNC: for await */                        \
    X(VarDecl)         /* a declarators, op syn_var_kind */                                                  \
    X(Declarator)      /* a target, b init */                                                                \
    X(FunctionDecl)    /* a name, b parameters, c body, d scope */                                           \
    X(FunctionExpr)    /* likewise */                                                                        \
    X(Arrow)           /* b parameters, c body (Block or expression), d scope */                             \
    X(ClassDecl)       /* a name, b heritage, c members, d decorators */                                     \
    X(ClassExpr)       /* likewise */                                                                        \
    X(Method)          /* a key, b FunctionExpr, c TsType, d decorators, op syn_method_kind */               \
    X(Field)           /* a key, b value, c TsType, d decorators */                                          \
    X(StaticBlock)     /* a statements, d scope */                                                           \
    X(Decorator)       /* a expression */                                                                    \
    X(Import)          /* a specifiers, b source, c attributes, op syn_phase */                              \
    X(ImportSpecifier) /* a imported (Name or String), b local */                                            \
    X(ImportDefault)   /* b local */                                                                         \
    X(ImportNamespace) /* b local */                                                                         \
    X(ImportAttribute) /* a key, b value */                                                                  \
    X(ExportNamed)     /* a declaration, b specifiers, c source, d attributes */                             \
    X(ExportSpecifier) /* a local (Ident, Name or String), b exported */                                     \
    X(ExportDefault)   /* a declaration or expression */                                                     \
    X(ExportAll)       /* a exported name, b source, c attributes */                                         \
    X(Ident)           /* a atom, b symbol, c next reference */                                              \
    X(BindingIdent)    /* a atom, b symbol; targets of parameters: d TsType */                               \
    X(Name)            /* a atom: property name, label, imported name */                                     \
    X(PrivateName)     /* a atom with the #, b symbol */                                                     \
    X(String)          /* SYN_F_ESCAPED when the text holds escapes */                                       \
    X(Number)                                                                                                \
    X(BigInt)                                                                                                \
    X(Regex)           /* a offset of the flags */                                                           \
    X(Template)        /* a TemplateElement, expression, TemplateElement, ... */                             \
    X(TemplateElement) /* the text between the delimiters */                                                 \
    X(TaggedTemplate)  /* a tag, b Template */                                                               \
    X(True)                                                                                                  \
    X(False)                                                                                                 \
    X(Null)                                                                                                  \
    X(This)                                                                                                  \
    X(Super)                                                                                                 \
    X(Array) /* a elements (Hole, Spread, expressions) */                                                    \
    X(Hole)                                                                                                  \
    X(Spread)      /* a argument */                                                                          \
    X(Object)      /* a properties */                                                                        \
    X(Property)    /* a key, b value, op syn_method_kind; SHORTHAND COMPUTED */                              \
    X(Unary)       /* a argument, op token */                                                                \
    X(Update)      /* a argument, op token; SYN_F_PREFIX */                                                  \
    X(Binary)      /* a left, b right, op token (logical operators too) */                                   \
    X(Assign)      /* a target, b value, op token */                                                         \
    X(Conditional) /* a test, b then, c else */                                                              \
    X(Call)        /* a callee, b arguments; SYN_F_OPTIONAL */                                               \
    X(New)         /* a callee, b arguments */                                                               \
    X(Member)      /* a object, b property; COMPUTED OPTIONAL */                                             \
    X(Sequence)    /* a expressions */                                                                       \
    X(Yield)       /* a argument; SYN_F_DELEGATE */                                                          \
    X(Await)       /* a argument */                                                                          \
    X(ImportCall)  /* a specifier, b options, op syn_phase */                                                \
    X(ImportMeta)                                                                                            \
    X(NewTarget)                                                                                             \
    X(ArrayPattern)  /* a elements */                                                                        \
    X(ObjectPattern) /* a properties */                                                                      \
    X(AssignPattern) /* a target, b default */                                                               \
    X(Rest)          /* a target */                                                                          \
    X(JsxElement)    /* a name, b attributes, c children; SYN_F_PREFIX: self-closing */                      \
    X(JsxFragment)   /* c children */                                                                        \
    X(JsxName)       /* a atom */                                                                            \
    X(JsxMember)     /* a object, b JsxName */                                                               \
    X(JsxNamespaced) /* a JsxName, b JsxName */                                                              \
    X(JsxAttribute)  /* a name, b value */                                                                   \
    X(JsxSpread)     /* a expression: attribute or child */                                                  \
    X(JsxContainer)  /* a expression or 0 */                                                                 \
    X(JsxText)                                                                                               \
    X(TsEnum)          /* a name, b TsEnumMember list, d scope */                                            \
    X(TsEnumMember)    /* a key (Name or String), b initialiser */                                           \
    X(TsNamespace)     /* a name, b statements, c inner TsNamespace of a dotted name, d scope */             \
    X(TsParamProperty) /* a parameter */                                                                     \
    X(TsImportEquals)  /* a local, b expression or String of require() */                                    \
    X(TsExportAssign)  /* a expression */                                                                    \
    X(TsErased)        /* a statement that leaves no code */                                                 \
    X(TsType)          /* op syn_type_kind, a TsTypeName, b constituents, c element or constraint */         \
    X(TsTypeName)      /* a atom, b symbol, c next reference: the first name of a reference */

typedef enum syn_kind {
#define X(name) SYN_##name,
    SYN_NODE_KINDS(X)
#undef X
        SYN_KIND_COUNT
} syn_kind;

enum syn_node_flag {
    SYN_F_PAREN = 1,      // an expression in parentheses (start and end exclude them)
    SYN_F_ASYNC = 2,      // function, method; for await
    SYN_F_GENERATOR = 4,  // function, method
    SYN_F_DELEGATE = 4,   // yield *
    SYN_F_IN_LIST = 8,    // expression statement in a statement list
    SYN_F_COMPUTED = 8,   // key or property in brackets
    SYN_F_STATIC = 16,    // class member
    SYN_F_OPTIONAL = 16,  // call or member after ?.
    SYN_F_SHORTHAND = 16, // { a }
    SYN_F_PREFIX = 16,
    SYN_F_TOP = 16,     // await, for await: at the top, in no function
    SYN_F_CHAIN = 32,   // inside an optional chain
    SYN_F_ESCAPED = 32, // the text of a name or string holds escapes
    SYN_F_DIRECTIVE = 64,
    SYN_F_STRICT = 64,    // function or program in strict mode
    SYN_F_TYPE_ONLY = 64, // import or export (specifier) of types only
    SYN_F_CALLABLE = 64,  // TsType: an object type that can be called
    SYN_F_ACCESSOR = 64,  // class field: accessor x
    SYN_F_EXPORTED = 128, // TypeScript: exported from its namespace
    SYN_F_ANNEXB_OCTAL = 128,
};

typedef enum syn_var_kind { SYN_VAR, SYN_LET, SYN_CONST, SYN_USING, SYN_AWAIT_USING } syn_var_kind;
typedef enum syn_method_kind { SYN_INIT, SYN_METHOD, SYN_GET, SYN_SET, SYN_CONSTRUCTOR } syn_method_kind;
// With SYN_KEEP_TYPES, what a type is as far as its text tells.
typedef enum syn_type_kind {
    SYN_TYPE_OBJECT, // and whatever else there is
    SYN_TYPE_STRING,
    SYN_TYPE_NUMBER,
    SYN_TYPE_BOOLEAN,
    SYN_TYPE_BIGINT,
    SYN_TYPE_SYMBOL,
    SYN_TYPE_ARRAY, // c the element's, of a plain one
    SYN_TYPE_FUNCTION,
    SYN_TYPE_CONSTRUCTOR,
    SYN_TYPE_VOID,
    SYN_TYPE_UNDEFINED,
    SYN_TYPE_NULL,
    SYN_TYPE_NEVER,
    SYN_TYPE_ANY,
    SYN_TYPE_UNKNOWN,
    SYN_TYPE_REFERENCE,    // a the first name, the span is the dotted name's; c the only argument
    SYN_TYPE_UNION,        // b
    SYN_TYPE_INTERSECTION, // b
    SYN_TYPE_CONDITIONAL,  // b the two results
    SYN_TYPE_PARAMETER     // c the constraint
} syn_type_kind;
typedef enum syn_phase { SYN_PHASE_EVALUATION, SYN_PHASE_SOURCE, SYN_PHASE_DEFER } syn_phase;

typedef struct syn_node {
    uint8_t kind;
    uint8_t flags;
    uint16_t op;
    uint32_t start, end;
    syn_id a, b, c, d;
    syn_id next;
} syn_node;

typedef enum syn_scope_kind {
    SYN_SCOPE_TOP,      // script, CommonJS body or module
    SYN_SCOPE_FUNCTION, // parameters and body
    SYN_SCOPE_ARROW,
    SYN_SCOPE_BODY, // body of a function whose parameters hold expressions
    SYN_SCOPE_BLOCK,
    SYN_SCOPE_CATCH,
    SYN_SCOPE_CLASS,
    SYN_SCOPE_STATIC,   // class static block
    SYN_SCOPE_NAMESPACE // TypeScript namespace or enum
} syn_scope_kind;

typedef struct syn_scope {
    uint32_t start, end;   // byte span in which its names are looked up
    uint32_t parent;       // scope index; 0 for the top scope's parent
    uint32_t first_symbol; // symbol index, linked by `sibling`
    uint16_t depth;
    uint8_t kind;
    uint8_t flags;
} syn_scope;

typedef enum syn_symbol_kind {
    SYN_SYM_VAR,
    SYN_SYM_FUNCTION, // function at the top of a function or script
    SYN_SYM_PARAM,
    SYN_SYM_LET,
    SYN_SYM_CONST,
    SYN_SYM_CLASS,
    SYN_SYM_LEXICAL_FUNCTION, // in a block or at the top of a module
    SYN_SYM_SLOPPY_FUNCTION,  // in a block of sloppy code
    SYN_SYM_CATCH,            // catch (name)
    SYN_SYM_CATCH_PATTERN,
    SYN_SYM_IMPORT,
    SYN_SYM_FUNCTION_NAME, // of a function expression, seen inside only
    SYN_SYM_ANNEXB_VAR,    // var twin of a sloppy function in a block
    SYN_SYM_ARGUMENTS,
    SYN_SYM_PRIVATE,
    SYN_SYM_ENUM,
    SYN_SYM_NAMESPACE,
    SYN_SYM_TYPE_IMPORT,
    SYN_SYM_TYPE, // with SYN_KEEP_TYPES: an alias, interface or type parameter; decl is its TsType
} syn_symbol_kind;

typedef struct syn_symbol {
    uint32_t atom;
    uint32_t scope;
    uint32_t sibling;   // next symbol of the scope
    uint32_t shadowed;  // while parsing: the outer symbol of the same name
    syn_id decl;        // first declaring node (BindingIdent)
    syn_id references;  // Ident nodes, linked by their field c, last in the text first
    uint32_t last_decl; // offset of the last declaration of a var
    uint8_t kind;
    uint8_t flags;
    uint16_t extra;
} syn_symbol;

#endif
