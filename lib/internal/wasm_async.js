// SPDX-License-Identifier: MIT
// WebAssembly's asynchronous functions keep the process alive until they have settled; the engine's own do not. Texts that name the global
// read it from here (syntax/src/rewrite_js.c), so that programs without WebAssembly never make it.

const { WebAssembly } = globalThis;
const { apply } = Reflect;
const { prototype: { then: nativeThen } } = Promise;

function keepAlive(promise) {
  const timer = setInterval(() => {}, 0x7fffffff);
  const release = () => clearInterval(timer);
  apply(nativeThen, promise, [release, release]);
  return promise;
}

const watched = new WeakSet();

// The global of a realm, once its functions keep the process alive.
function watch(WebAssembly) {
  if (typeof WebAssembly !== 'object' || WebAssembly === null || watched.has(WebAssembly)) return WebAssembly;
  watched.add(WebAssembly);
  for (const name of ['compile', 'instantiate']) {
    const { [name]: real } = WebAssembly;
    if (typeof real !== 'function') continue;
    const { [name]: replacement } = { [name](bytes, ...rest) {
      return keepAlive(apply(real, WebAssembly, [bytes, ...rest]));
    } };
    Object.defineProperty(WebAssembly, name, { __proto__: null, value: replacement, writable: true, enumerable: true, configurable: true });
  }
  return WebAssembly;
}
watch(WebAssembly);

// ---- from responses (WebAssembly Web API) ----------------------------------------------------------------------------

async function bytesOf(source) {
  const { codes: { ERR_INVALID_ARG_TYPE, ERR_WEBASSEMBLY_RESPONSE } } = require('internal/errors');
  const response = await source;
  if (!(response instanceof globalThis.Response)) {
    throw new ERR_INVALID_ARG_TYPE('source', ['Response', 'Promise resolving to Response'], response);
  }
  const type = response.headers.get('Content-Type');
  if (type !== 'application/wasm') throw new ERR_WEBASSEMBLY_RESPONSE(`has unsupported MIME type '${type}'`);
  if (!response.ok) throw new ERR_WEBASSEMBLY_RESPONSE(`has status code ${response.status}`);
  if (response.bodyUsed) throw new ERR_WEBASSEMBLY_RESPONSE('body has already been used');
  return response.arrayBuffer();
}

const streaming = {
  async compileStreaming(source) { return WebAssembly.compile(await bytesOf(source)); },
  async instantiateStreaming(source, imports) { return WebAssembly.instantiate(await bytesOf(source), imports); },
};
for (const name of Object.keys(streaming)) {
  if (WebAssembly[name] !== undefined) continue;
  Object.defineProperty(WebAssembly, name, {
    __proto__: null, value: streaming[name], writable: true, enumerable: true, configurable: true,
  });
}

module.exports = { WebAssembly, watch };
