// SPDX-License-Identifier: MIT
// fs/promises watch(): the events of a watcher as an async iterator. Events that nobody has asked for yet wait in a queue
// of bounded length.

const {
  codes: { ERR_FS_WATCH_QUEUE_OVERFLOW },
  AbortError,
} = require('internal/errors');
const {
  validateAbortSignal,
  validateBoolean,
  validateInteger,
  validateObject,
  validateOneOf,
} = require('internal/validators');
const { assertEncoding, getValidatedPath } = require('internal/fs/utils');
const { validateIgnore, watch: startWatch } = require('internal/fs/watchers');

function validateOptions(options) {
  validateObject(options, 'options');
  const {
    persistent = true, recursive = false, encoding = 'utf8', maxQueue = 2048, overflow = 'ignore',
    signal, ignore,
  } = options;
  validateBoolean(persistent, 'options.persistent');
  validateBoolean(recursive, 'options.recursive');
  validateInteger(maxQueue, 'options.maxQueue');
  validateOneOf(overflow, 'options.overflow', ['ignore', 'error']);
  validateAbortSignal(signal, 'options.signal');
  validateIgnore(ignore, 'options.ignore');
  if (encoding !== 'buffer') assertEncoding(encoding);
  return { persistent, recursive, encoding, maxQueue, overflow, signal, ignore };
}

async function* watch(filename, options = {}) {
  const path = getValidatedPath(filename);
  const { maxQueue, overflow, signal, ...rest } = validateOptions(options);
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
  const events = [];
  let failure;
  let wake;
  const notify = () => wake?.();
  const fail = (error) => {
    failure ??= error;
    notify();
  };
  const onAbort = () => fail(new AbortError(undefined, { cause: signal.reason }));
  const watcher = startWatch(path, rest);
  watcher.on('change', (eventType, name) => {
    if (events.length < maxQueue) {
      events.push({ __proto__: null, eventType, filename: name });
      notify();
    } else if (overflow === 'error') {
      fail(new ERR_FS_WATCH_QUEUE_OVERFLOW(maxQueue));
    } else {
      process.emitWarning('fs.watch maxQueue exceeded');
    }
  });
  watcher.on('error', fail);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    for (;;) {
      while (events.length > 0) yield events.shift();
      if (failure !== undefined) throw failure;
      await new Promise((resolve) => { wake = resolve; });
    }
  } finally {
    watcher.close();
    signal?.removeEventListener('abort', onAbort);
  }
}

module.exports = { watch };
