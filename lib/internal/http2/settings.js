// SPDX-License-Identifier: MIT
// The settings of a session: checking, the bytes of a SETTINGS frame, the values in force (RFC 9113, section 6.5.2; RFC 8441).

const {
  codes: { ERR_HTTP2_INVALID_PACKED_SETTINGS_LENGTH, ERR_HTTP2_INVALID_SETTING_VALUE, ERR_HTTP2_TOO_MANY_CUSTOM_SETTINGS, ERR_INVALID_ARG_TYPE },
} = require('internal/errors');
const { validateObject } = require('internal/validators');
const { isArrayBufferView, isDataView } = require('internal/util/types');
const { settingsOf } = binding('http2');

const kMax32 = 2 ** 32 - 1;
const kMostCustom = 10;
const ID_PUSH = 2;
const ID_CONNECT = 8;

// id, names, least, most value; switches have no range.
const table = [
  { id: 1, names: ['headerTableSize'], min: 0, max: kMax32, initial: 4096 },
  { id: ID_PUSH, names: ['enablePush'], initial: true },
  { id: 3, names: ['maxConcurrentStreams'], min: 0, max: kMax32, initial: kMax32 },
  { id: 4, names: ['initialWindowSize'], min: 0, max: 2 ** 31 - 1, initial: 65535 },
  { id: 5, names: ['maxFrameSize'], min: 16384, max: 2 ** 24 - 1, initial: 16384 },
  { id: 6, names: ['maxHeaderListSize', 'maxHeaderSize'], min: 0, max: kMax32, initial: 65535 },
  { id: ID_CONNECT, names: ['enableConnectProtocol'], initial: false },
];

function checkRange(name, value, min, max) {
  if (value !== undefined && (typeof value !== 'number' || !(value >= min && value <= max))) {
    throw new ERR_HTTP2_INVALID_SETTING_VALUE.RangeError(name, value, min, max);
  }
}

function checkCustom(settings) {
  const keys = Object.keys(settings);
  if (keys.length > kMostCustom) throw new ERR_HTTP2_TOO_MANY_CUSTOM_SETTINGS();
  for (const key of keys) {
    const id = Number(key);
    checkRange('customSettings:id', id, 0, 0xffff);
    if (Number.isNaN(id)) throw new ERR_HTTP2_INVALID_SETTING_VALUE.RangeError('customSettings:id', key, 0, 0xffff);
    checkRange('customSettings:value', settings[key], 0, kMax32);
  }
}

function validateSettings(settings) {
  if (settings === undefined) return;
  if (settings.customSettings !== undefined && settings.customSettings !== null) {
    validateObject(settings.customSettings, 'customSettings');
    checkCustom(settings.customSettings);
  }
  for (const { names, min, max } of table) {
    for (const name of names) {
      const value = settings[name];
      if (max !== undefined) checkRange(name, value, min, max);
      else if (value !== undefined && typeof value !== 'boolean') throw new ERR_HTTP2_INVALID_SETTING_VALUE(name, value);
    }
  }
}

// [id, value, ...] of what is given, in the order of the numbers; others' numbers last.
function toPairs(settings) {
  const pairs = [];
  for (const { id, names } of table) {
    const value = settings[names[0]] ?? settings[names[1]];
    if (value !== undefined) pairs.push(id, Number(value));
  }
  for (const key of Object.keys(settings.customSettings ?? {})) {
    if (table.every(({ id }) => id !== Number(key))) pairs.push(Number(key), settings.customSettings[key]);
  }
  return pairs;
}

function getDefaultSettings() {
  const settings = { __proto__: null };
  for (const { names, initial } of table) for (const name of names) settings[name] = initial;
  return settings;
}

function getPackedSettings(settings) {
  validateSettings(settings);
  const pairs = toPairs(settings ?? {});
  const bytes = require('buffer').Buffer.allocUnsafe(pairs.length * 3);
  for (let i = 0; i < pairs.length; i += 2) {
    bytes.writeUInt16BE(pairs[i], i * 3);
    bytes.writeUInt32BE(pairs[i + 1], i * 3 + 2);
  }
  return bytes;
}

function named(id, value, settings) {
  const row = table.find((r) => r.id === id);
  if (row === undefined) {
    settings.customSettings ??= {};
    settings.customSettings[id] = value;
    return;
  }
  for (const name of row.names) settings[name] = row.max === undefined ? value !== 0 : value;
}

function getUnpackedSettings(buf, options = {}) {
  if (!isArrayBufferView(buf) || isDataView(buf)) throw new ERR_INVALID_ARG_TYPE('buf', ['Buffer', 'TypedArray'], buf);
  if (buf.length % 6 !== 0) throw new ERR_HTTP2_INVALID_PACKED_SETTINGS_LENGTH();
  const settings = { __proto__: null };
  for (let i = 0; i < buf.length; i += 6) {
    const id = (buf[i] << 8) | buf[i + 1];
    const value = ((buf[i + 2] << 24) | (buf[i + 3] << 16) | (buf[i + 4] << 8) | buf[i + 5]) >>> 0;
    named(id, value, settings);
  }
  if (options !== null && options.validate) validateSettings(settings);
  return settings;
}

const values = new Float64Array(9);

// The values in force on this side of a session, or on the other.
function currentSettings(handle, isLocal) {
  const settings = { __proto__: null };
  if (handle === undefined) return settings;
  settingsOf(handle, isLocal, values);
  for (const { id } of table) named(id, values[id], settings);
  return settings;
}

module.exports = { currentSettings, getDefaultSettings, getPackedSettings, getUnpackedSettings, toPairs, validateSettings };
