// SPDX-License-Identifier: MIT
//
// The engine's floor for a large CommonJS file: make a context, evaluate the file as the body of a function that is given empty modules for
// what it requires, print the version that it exports. The text is read in place, as protoJS does with large files.
// usage: floor FILE
#include <JavaScriptCore/JavaScript.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct OpaqueJSScript *JSScriptRef;
JSScriptRef JSScriptCreateReferencingImmortalASCIIText(JSContextGroupRef, JSStringRef, int, const char *,
                                                       size_t, JSStringRef *, int *);
JSValueRef JSScriptEvaluate(JSContextRef, JSScriptRef, JSValueRef, JSValueRef *);

static const char head[] = "(function (exports, require, module) { ";
static const char tail[] =
    "\n}).call(undefined, (globalThis.made = { exports: {} }).exports, () => ({}), made);"
    " made.exports.version";

static char *read_wrapped(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        return NULL;
    }
    size_t size = (size_t)ftell(file);
    char *text = malloc(sizeof head + size + sizeof tail);
    rewind(file);
    if (text == NULL || fread(text + sizeof head - 1, 1, size, file) != size) {
        return NULL;
    }
    memcpy(text, head, sizeof head - 1);
    memcpy(text + sizeof head - 1 + size, tail, sizeof tail - 1);
    *len = sizeof head - 1 + size + sizeof tail - 1;
    fclose(file);
    return text;
}

int main(int argc, char **argv)
{
    size_t len = 0;
    char *text = argc < 2 ? NULL : read_wrapped(argv[1], &len);
    if (text == NULL) {
        fputs("usage: floor FILE\n", stderr);
        return 2;
    }
    JSGlobalContextRef ctx = JSGlobalContextCreate(NULL);
    JSStringRef name = JSStringCreateWithUTF8CString(argv[1]);
    JSScriptRef script =
        JSScriptCreateReferencingImmortalASCIIText(JSContextGetGroup(ctx), name, 1, text, len, NULL, NULL);
    JSValueRef error = NULL;
    JSValueRef version = script == NULL ? NULL : JSScriptEvaluate(ctx, script, NULL, &error);
    if (version == NULL || error != NULL) {
        fputs("the file does not run\n", stderr);
        return 1;
    }
    char bytes[64];
    JSStringGetUTF8CString(JSValueToStringCopy(ctx, version, NULL), bytes, sizeof bytes);
    puts(bytes);
    fflush(stdout);
    _Exit(0);
}
