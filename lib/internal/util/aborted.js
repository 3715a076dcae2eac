// SPDX-License-Identifier: MIT
//
// util.aborted and the transferable kinds of AbortController and AbortSignal.

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { kValidateObjectAllowObjects, validateAbortSignal, validateObject } = require('internal/validators');

// Fulfilled when the signal is aborted; the wait holds `resource` weakly, and ends silently with it.
async function aborted(signal, resource) {
  if (signal === undefined) throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  validateAbortSignal(signal, 'signal');
  validateObject(resource, 'resource', kValidateObjectAllowObjects);
  if (signal.aborted) return undefined;
  const { promise, resolve } = Promise.withResolvers();
  const weak = new WeakRef(resource);
  signal.addEventListener('abort', () => {
    if (weak.deref() !== undefined) resolve();
  }, { once: true });
  return promise;
}

function transferableAbortSignal(signal) {
  if (typeof signal !== 'object' || signal === null || !(signal instanceof AbortSignal)) {
    throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  }
  return signal;
}

function transferableAbortController() { return new AbortController(); }

module.exports = { aborted, transferableAbortController, transferableAbortSignal };
