// SPDX-License-Identifier: MIT
// Default high water marks: 64 KiB of bytes, 16 objects.

const { validateInteger } = require('internal/validators');
const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');

let defaultBytes = 64 * 1024;
let defaultObjects = 16;

function getDefaultHighWaterMark(objectMode) {
  return objectMode ? defaultObjects : defaultBytes;
}

function setDefaultHighWaterMark(objectMode, value) {
  validateInteger(value, 'value', 0);
  if (objectMode) defaultObjects = value;
  else defaultBytes = value;
}

// `duplexKey` is the option of one side of a Duplex; 'highWaterMark' speaks for both sides and wins.
function getHighWaterMark(state, options, duplexKey, isDuplex) {
  const common = options.highWaterMark;
  const chosen = common != null ? common : isDuplex ? options[duplexKey] : null;
  if (chosen == null) return getDefaultHighWaterMark(state.objectMode);
  if (!Number.isInteger(chosen) || chosen < 0) {
    const name = common != null ? 'options.highWaterMark' : `options.${duplexKey}`;
    throw new ERR_INVALID_ARG_VALUE(name, chosen);
  }
  return Math.floor(chosen);
}

module.exports = { getHighWaterMark, getDefaultHighWaterMark, setDefaultHighWaterMark };
