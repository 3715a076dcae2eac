// SPDX-License-Identifier: MIT
// Nothing but WebAssembly's promises keeps this program alive; modules from responses.
import assert from 'node:assert';

const empty = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
assert(await WebAssembly.compile(empty) instanceof WebAssembly.Module);
const { instance } = await WebAssembly.instantiate(empty);
assert(instance instanceof WebAssembly.Instance);
const response = (type, status = 200) => new Response(empty, { status, headers: { 'content-type': type } });
assert(await WebAssembly.compileStreaming(response('application/wasm')) instanceof WebAssembly.Module);
assert((await WebAssembly.instantiateStreaming(Promise.resolve(response('application/wasm')))).module instanceof WebAssembly.Module);
await assert.rejects(WebAssembly.compileStreaming(response('text/plain')), { code: 'ERR_WEBASSEMBLY_RESPONSE' });
await assert.rejects(WebAssembly.compileStreaming(5), { code: 'ERR_INVALID_ARG_TYPE' });
