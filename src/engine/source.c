// SPDX-License-Identifier: MIT
//
// Evaluation of source text.
#include "engine/runtime.h"

#include <stdlib.h>

static JSStringRef source_string(js_context ctx, const char *source, size_t len)
{
    JSValueRef v = js_string_utf8(ctx, source, len);
    return v == NULL ? NULL : JSValueToStringCopy(ctx, v, NULL);
}

js_value js_evaluate_with_this(js_context ctx, const char *source, size_t len, const char *url,
                               int first_line, js_object self, js_value *exception)
{
    JSStringRef text = source_string(ctx, source, len);
    if (text == NULL) {
        return js_throw_out_of_memory(ctx, exception);
    }
    JSStringRef name = url != NULL ? JSStringCreateWithUTF8CString(url) : NULL;
    JSValueRef r = JSEvaluateScript(ctx, text, self, name, first_line, exception);
    JSStringRelease(text);
    if (name != NULL) {
        JSStringRelease(name);
    }
    js__after_nested(ctx);
    return r == NULL ? JS_UNDEFINED : r;
}

js_value js_evaluate(js_context ctx, const char *source, size_t len, const char *url, int first_line,
                     js_value *exception)
{
    return js_evaluate_with_this(ctx, source, len, url, first_line, NULL, exception);
}

bool js_check_syntax(js_context ctx, const char *source, size_t len, const char *url, int first_line,
                     js_value *exception)
{
    JSStringRef text = source_string(ctx, source, len);
    if (text == NULL) {
        js_throw_out_of_memory(ctx, exception);
        return false;
    }
    JSStringRef name = url != NULL ? JSStringCreateWithUTF8CString(url) : NULL;
    JSValueRef error = NULL;
    bool ok = JSCheckScriptSyntax(ctx, text, name, first_line, &error);
    JSStringRelease(text);
    if (name != NULL) {
        JSStringRelease(name);
    }
    // An import declaration is refused without a word.
    if (!ok && error == NULL) {
        js_throw_error(ctx, exception, NULL, "Cannot use import statement outside a module");
    } else if (!ok) {
        *exception = error;
    }
    return ok;
}

js_value js_evaluate_immortal(js_context ctx, const char *ascii, size_t len, const char *url,
                              js_value *exception)
{
    JSStringRef name = JSStringCreateWithUTF8CString(url);
    JSStringRef message = NULL;
    int line = 0;
    JSValueRef r = NULL;
    JSScriptRef script = JSScriptCreateReferencingImmortalASCIIText(JSContextGetGroup(ctx), name, 1, ascii,
                                                                    len, &message, &line);
    if (script != NULL) {
        r = JSScriptEvaluate(ctx, script, NULL, exception);
        JSScriptRelease(script);
    } else {
        char text[256] = "";
        if (message != NULL) {
            JSStringGetUTF8CString(message, text, sizeof text);
            JSStringRelease(message);
        }
        js_throw_error(ctx, exception, NULL, "%s:%d: %s", url, line, text);
    }
    JSStringRelease(name);
    return r == NULL ? JS_UNDEFINED : r;
}
