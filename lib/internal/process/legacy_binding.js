// SPDX-License-Identifier: MIT
//
// process.binding(): deprecated, and only for the few names that programs still ask for.
'use strict';

const process = require('process');

const allowed = new Set([
  'buffer', 'cares_wrap', 'config', 'constants', 'contextify', 'fs', 'fs_event_wrap', 'icu', 'inspector', 'js_stream', 'natives', 'os',
  'pipe_wrap', 'process_wrap', 'spawn_sync', 'stream_wrap', 'tcp_wrap', 'tls_wrap', 'tty_wrap', 'udp_wrap', 'util', 'uv', 'zlib',
]);

function typeChecks() {
  const types = require('internal/util/types');
  const names = ['isArrayBuffer', 'isArrayBufferView', 'isAsyncFunction', 'isDataView', 'isDate', 'isExternal', 'isMap',
                 'isMapIterator', 'isNativeError', 'isPromise', 'isRegExp', 'isSet', 'isSetIterator', 'isTypedArray',
                 'isUint8Array', 'isAnyArrayBuffer'];
  const result = {};
  for (const name of names) if (types[name]) result[name] = types[name];
  return result;
}

const makers = {
  __proto__: null,
  constants: () => ({
    os: require('os').constants,
    fs: require('fs').constants,
    crypto: require('crypto').constants,
    zlib: require('zlib').constants,
    trace: {},
  }),
  config: () => ({ hasIntl: true, hasCrypto: true, hasInspector: false, fipsMode: false, bits: 64 }),
  natives: () => ({ __proto__: null }),
  util: typeChecks,
  uv: () => {
    const { getSystemErrorMap } = require('util');
    const result = { errname: (code) => getSystemErrorMap().get(code)?.[0] };
    for (const [code, [name]] of getSystemErrorMap()) result[`UV_${name}`] = code;
    return result;
  },
};

exports.binding = (name) => {
  name = String(name);
  if (require('internal/options').getOptionValue('--pending-deprecation')) {
    process.emitWarning(`Access to process.binding('${name}') is deprecated.`, 'DeprecationWarning', 'DEP0111');
  }
  if (!allowed.has(name)) throw new Error(`No such module: ${name}`); // without a code, as in Node
  // Of the others, nothing is left that a program could use: they are there, and empty.
  return makers[name]?.() ?? {};
};

exports._linkedBinding = (name) => {
  const error = new Error(`No such binding was linked: ${name}`);
  error.code = 'ERR_INVALID_MODULE';
  throw error;
};
