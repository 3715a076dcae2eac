// SPDX-License-Identifier: MIT
// The numbers that make a session, in the order of src/node/http2/options.h.

const names = [
  'maxDeflateDynamicTableSize', 'maxSendHeaderBlockLength', 'peerMaxConcurrentStreams', 'maxReservedRemoteStreams', 'maxSettings',
  'paddingStrategy', 'maxHeaderListPairs', 'maxHeaderSize', 'maxSessionMemory', 'maxSessionInvalidFrames', 'maxSessionRejectedStreams',
  'laxWhitespace', 'streamResetBurst', 'streamResetRate',
];
const LEAST_PAIRS_SERVER = 4;
const LEAST_PAIRS_CLIENT = 1;

module.exports = function sessionOptions(options, isServer) {
  const given = new Float64Array(names.length).fill(NaN);
  for (let i = 0; i < names.length; i++) {
    const value = options[names[i]];
    if (typeof value === 'number') given[i] = value;
  }
  const set = (name, value) => { given[names.indexOf(name)] = value; };
  if (typeof options.maxHeaderListPairs === 'number') {
    set('maxHeaderListPairs', Math.max(options.maxHeaderListPairs, isServer ? LEAST_PAIRS_SERVER : LEAST_PAIRS_CLIENT));
  }
  const { settings } = options;
  const list = settings?.maxHeaderListSize ?? settings?.maxHeaderSize;
  if (typeof list === 'number') set('maxHeaderSize', list);
  if (typeof options.maxSessionMemory === 'number') set('maxSessionMemory', options.maxSessionMemory * 1e6);
  if (options.strictFieldWhitespaceValidation === false) set('laxWhitespace', 1);
  return given;
};
