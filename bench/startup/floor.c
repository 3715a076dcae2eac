// SPDX-License-Identifier: MIT
//
// The engine's floor: make a context, evaluate a text, print it. What start-up is measured against.
#include <JavaScriptCore/JavaScript.h>
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    JSGlobalContextRef ctx = JSGlobalContextCreate(NULL);
    JSStringRef source = JSStringCreateWithUTF8CString("'hello'");
    JSStringRef text = JSValueToStringCopy(ctx, JSEvaluateScript(ctx, source, NULL, NULL, 1, NULL), NULL);
    char bytes[16];
    JSStringGetUTF8CString(text, bytes, sizeof bytes);
    puts(bytes);
    fflush(stdout);
    _Exit(0);
}
