// SPDX-License-Identifier: MIT
// Versions of TLS: their names, what the command line allows, and the names of OpenSSL's old methods.

const { codes: { ERR_TLS_INVALID_PROTOCOL_METHOD, ERR_TLS_INVALID_PROTOCOL_VERSION } } = require('internal/errors');
const { getOptionValue } = require('internal/options');

const numbers = { '__proto__': null, 'TLSv1': 0x301, 'TLSv1.1': 0x302, 'TLSv1.2': 0x303, 'TLSv1.3': 0x304 };
const TLS12 = 0x303;
const TLS13 = 0x304;

// `which` is 'minimum' or 'maximum'.
function versionNumber(which, name, fallback) {
  name ??= fallback;
  const number = numbers[name];
  if (number === undefined) throw new ERR_TLS_INVALID_PROTOCOL_VERSION(name, which);
  return number;
}

// [lowest, highest] of a method's name, such as 'TLSv1_2_method' or 'TLS_client_method'.
function methodVersions(method, min) {
  const match = /^(TLS|SSLv23|SSLv2|SSLv3|TLSv1|TLSv1_1|TLSv1_2)(?:_(?:server|client))?_method$/.exec(method);
  if (match === null) throw new ERR_TLS_INVALID_PROTOCOL_METHOD(`Unknown method: ${method}`);
  switch (match[1]) {
    case 'SSLv2':
      throw new ERR_TLS_INVALID_PROTOCOL_METHOD('SSLv2 methods disabled');
    case 'SSLv3':
      throw new ERR_TLS_INVALID_PROTOCOL_METHOD('SSLv3 methods disabled');
    case 'SSLv23':
      return [min, TLS12];
    case 'TLS':
      return [0, TLS13];
    default: {
      const number = numbers[match[1].replace('_', '.')];
      return [number, number];
    }
  }
}

function defaultMinVersion() {
  for (const name of ['1.0', '1.1', '1.2', '1.3']) {
    if (getOptionValue(`--tls-min-v${name}`)) return name === '1.0' ? 'TLSv1' : `TLSv${name}`;
  }
  return 'TLSv1.2';
}

function defaultMaxVersion() {
  if (getOptionValue('--tls-max-v1.3')) return 'TLSv1.3';
  return getOptionValue('--tls-max-v1.2') ? 'TLSv1.2' : 'TLSv1.3';
}

module.exports = { versionNumber, methodVersions, defaultMinVersion, defaultMaxVersion, TLS12, TLS13 };
