// SPDX-License-Identifier: MIT
// Globals that the engine lacks. Each is loaded from its module when first touched and is then an ordinary property. One table.

const { defineProperty, defineProperties } = Object;

// name, built-in, export (null: the module itself), enumerable; flat, so that the engine keeps it as a constant
const table = [
  'process', 'process', null, false,
  'console', 'internal/console/global', null, false,
  'Buffer', 'buffer', 'Buffer', false,
  'Blob', 'buffer', 'Blob', false,
  'File', 'buffer', 'File', false,
  'atob', 'buffer', 'atob', true,
  'btoa', 'buffer', 'btoa', true,
  'TextEncoder', 'internal/encoding', 'TextEncoder', false,
  'TextDecoder', 'internal/encoding', 'TextDecoder', false,
  'URL', 'internal/url', 'URL', false,
  'URLSearchParams', 'internal/url', 'URLSearchParams', false,
  'URLPattern', 'internal/url/pattern', 'URLPattern', false,
  'setTimeout', 'timers', 'setTimeout', true,
  'setInterval', 'timers', 'setInterval', true,
  'setImmediate', 'timers', 'setImmediate', true,
  'clearTimeout', 'timers', 'clearTimeout', true,
  'clearInterval', 'timers', 'clearInterval', true,
  'clearImmediate', 'timers', 'clearImmediate', true,
  'queueMicrotask', 'internal/process/task_queues', 'queueMicrotask', true,
  'fetch', 'internal/fetch/fetch', 'fetch', true,
  'Headers', 'internal/fetch/headers', 'Headers', false,
  'Request', 'internal/fetch/request', 'Request', false,
  'Response', 'internal/fetch/response', 'Response', false,
  'FormData', 'internal/fetch/formdata', 'FormData', false,
  'WebSocket', 'internal/websocket/websocket', 'WebSocket', false,
  'CloseEvent', 'internal/websocket/events', 'CloseEvent', false,
  'ErrorEvent', 'internal/websocket/events', 'ErrorEvent', false,
  'structuredClone', 'internal/structured_clone', 'structuredClone', true,
  'performance', 'perf_hooks', 'performance', true,
  'crypto', 'internal/crypto/webcrypto', 'crypto', true,
  'Crypto', 'internal/crypto/webcrypto', 'Crypto', false,
  'CryptoKey', 'internal/crypto/webcrypto', 'CryptoKey', false,
  'SubtleCrypto', 'internal/crypto/webcrypto', 'SubtleCrypto', false,
  'navigator', 'internal/navigator', 'navigator', true,
  'Navigator', 'internal/navigator', 'Navigator', false,
  'Storage', 'internal/webstorage', 'Storage', false,
  'localStorage', 'internal/webstorage', 'localStorage', true,
  'sessionStorage', 'internal/webstorage', 'sessionStorage', true,
  'AbortController', 'internal/abort_controller', 'AbortController', false,
  'AbortSignal', 'internal/abort_controller', 'AbortSignal', false,
  'Event', 'internal/event_target', 'Event', false,
  'EventTarget', 'internal/event_target', 'EventTarget', false,
  'CustomEvent', 'internal/event_target', 'CustomEvent', false,
  'DOMException', 'internal/per_context/domexception', 'DOMException', false,
  'MessageChannel', 'internal/messaging', 'MessageChannel', false,
  'MessagePort', 'internal/messaging', 'MessagePort', false,
  'MessageEvent', 'internal/messaging', 'MessageEvent', false,
  'BroadcastChannel', 'internal/messaging', 'BroadcastChannel', false,
  'PerformanceEntry', 'perf_hooks', 'PerformanceEntry', false,
  'PerformanceMark', 'perf_hooks', 'PerformanceMark', false,
  'PerformanceMeasure', 'perf_hooks', 'PerformanceMeasure', false,
  'PerformanceObserver', 'perf_hooks', 'PerformanceObserver', false,
  'PerformanceObserverEntryList', 'perf_hooks', 'PerformanceObserverEntryList', false,
  'PerformanceResourceTiming', 'perf_hooks', 'PerformanceResourceTiming', false,
  'Performance', 'perf_hooks', 'Performance', false,
  'ReadableStream', 'stream/web', 'ReadableStream', false,
  'ReadableStreamDefaultReader', 'stream/web', 'ReadableStreamDefaultReader', false,
  'ReadableStreamBYOBReader', 'stream/web', 'ReadableStreamBYOBReader', false,
  'ReadableStreamBYOBRequest', 'stream/web', 'ReadableStreamBYOBRequest', false,
  'ReadableByteStreamController', 'stream/web', 'ReadableByteStreamController', false,
  'ReadableStreamDefaultController', 'stream/web', 'ReadableStreamDefaultController', false,
  'WritableStream', 'stream/web', 'WritableStream', false,
  'WritableStreamDefaultController', 'stream/web', 'WritableStreamDefaultController', false,
  'WritableStreamDefaultWriter', 'stream/web', 'WritableStreamDefaultWriter', false,
  'TransformStream', 'stream/web', 'TransformStream', false,
  'TransformStreamDefaultController', 'stream/web', 'TransformStreamDefaultController', false,
  'ByteLengthQueuingStrategy', 'stream/web', 'ByteLengthQueuingStrategy', false,
  'CountQueuingStrategy', 'stream/web', 'CountQueuingStrategy', false,
  'TextEncoderStream', 'stream/web', 'TextEncoderStream', false,
  'TextDecoderStream', 'stream/web', 'TextDecoderStream', false,
  'CompressionStream', 'stream/web', 'CompressionStream', false,
  'DecompressionStream', 'stream/web', 'DecompressionStream', false,
  'protoCore', 'protojs:core', null, false,
  'SharedArrayBuffer', 'internal/worker/shared_memory', 'SharedArrayBuffer', false, // the engine's own cannot leave its VM
  'Atomics', 'internal/worker/shared_memory', 'Atomics', false, // read before its arguments are made: it must know them
  '$pj_await', 'internal/async_context', 'awaited', false, // what the source front end makes of `await`
  '$pj_wasm', 'internal/wasm_async', 'WebAssembly', false, // and of WebAssembly
  '$pj_iterate', 'internal/async_iterate', 'iterate', false, // and of what `for await` goes over
  '$pj_context', 'internal/async_context', 'current', false,
  'Deferred', 'internal/deferred', 'Deferred', false,
  '$pj_captured', 'internal/deferred', 'captured', false, // and of a Deferred's function
  '$pj_using', 'internal/using', 'scope', false, // and of `using`
  '$pj_jsx', 'internal/modules/jsx', 'factoryOf', false, // and of JSX
  '$pj_decorate', 'internal/modules/decorators', 'decorate', false, // and of decorators
  '$pj_fix', 'internal/error_stack', 'fixEngineError', false, // and of catch clauses in files that read stacks
  'SuppressedError', 'internal/using', 'SuppressedError', false,
  'DisposableStack', 'internal/using', 'DisposableStack', false,
  'AsyncDisposableStack', 'internal/using', 'AsyncDisposableStack', false,
];

// The engine's, which the table replaces.
exports.NativeSharedArrayBuffer = globalThis.SharedArrayBuffer;
exports.NativeAtomics = globalThis.Atomics;

exports.install = (global, requireBuiltin) => {
  // Well-known symbols that the engine lacks; here early, since classes of the built-ins use them.
  const { Symbol } = global;
  if (Symbol.dispose === undefined) defineProperty(Symbol, 'dispose', { __proto__: null, value: Symbol('Symbol.dispose') });
  if (Symbol.asyncDispose === undefined) defineProperty(Symbol, 'asyncDispose', { __proto__: null, value: Symbol('Symbol.asyncDispose') });
  const descriptors = {
    __proto__: null,
    global: { __proto__: null, value: global, writable: true, enumerable: true, configurable: true },
    [Symbol.toStringTag]: { __proto__: null, value: 'global', writable: false, enumerable: false, configurable: true },
  };
  // In one loop, not a function for each: called so often at start, it would be compiled for nothing, in a thread that starts for it.
  for (let i = 0; i < table.length; i += 4) {
    const at = i;
    // Getter and setter in one function: the first read loads, an assignment replaces.
    const access = function(value) {
      const key = table[at + 2];
      if (arguments.length === 0) {
        const exports = requireBuiltin(table[at + 1]);
        value = key === null ? exports : exports[key];
      }
      defineProperty(global, table[at], { __proto__: null, value, writable: true, enumerable: table[at + 3], configurable: true });
      return value;
    };
    descriptors[table[i]] = { __proto__: null, configurable: true, enumerable: table[i + 3], get: access, set: access };
  }
  defineProperties(global, descriptors);
};
