// SPDX-License-Identifier: MIT
//
// What process says of the runtime itself.
'use strict';

const native = binding('process');
const { getOptionValue } = require('internal/options');

exports.version = 'v25.8.1';
exports.arch = binding('host').arch ?? 'x64';

function frozen(rows) {
  const object = { __proto__: null };
  for (const [name, value] of rows) {
    Object.defineProperty(object, name, { __proto__: null, value, writable: false, enumerable: true, configurable: false });
  }
  return Object.setPrototypeOf(object, Object.prototype);
}

// The versions of the libraries in use, and of the interfaces that programs ask for. `v8` has the form that programs parse: the
// engine is another one, whose version stands under `javascriptcore`.
exports.versions = () => {
  let library = () => undefined;
  try {
    const { libraryVersions } = binding('versions');
    const known = libraryVersions();
    library = (name) => known[name];
  } catch {
    // The binding comes with the rooms that bring the libraries.
  }
  const rows = [
    ['acorn', '8.15.0'],
    ['ada', '3.4.1'],
    ['amaro', '1.1.8'],
    ['ares', library('ares') ?? '1.18.1'],
    ['brotli', library('brotli') ?? '1.0.9'],
    ['cldr', library('cldr') ?? '42.0'],
    ['icu', library('icu') ?? '72.1'],
    ['llhttp', '9.3.0'],
    ['merve', '1.0.0'],
    ['modules', '141'],
    ['napi', '10'],
    ['nbytes', '0.1.1'],
    ['ncrypto', '0.0.1'],
    ['nghttp2', library('nghttp2') ?? '1.52.0'],
    ['openssl', native.opensslVersion()],
    ['simdjson', '4.2.4'],
    ['simdutf', '7.7.0'],
    ['sqlite', library('sqlite') ?? '3.40.1'],
    ['tz', library('tz') ?? '2025b'],
    ['undici', '7.18.0'],
    ['unicode', library('unicode') ?? '15.0'],
    ['uv', native.uvVersion()],
    ['uvwasi', '0.0.23'],
    ['v8', '14.1.146.11-node.19'],
    ['zlib', library('zlib') ?? '1.2.13'],
    ['zstd', library('zstd') ?? '1.5.4'],
  ];
  return frozen([['node', exports.version.slice(1)], ...rows]);
};

exports.release = () => frozen([
  ['name', 'node'],
  ['sourceUrl', `https://nodejs.org/download/release/${exports.version}/node-${exports.version}.tar.gz`],
  ['headersUrl', `https://nodejs.org/download/release/${exports.version}/node-${exports.version}-headers.tar.gz`],
]);

function deepFreeze(object) {
  for (const value of Object.values(object)) {
    if (typeof value === 'object' && value !== null) deepFreeze(value);
  }
  return Object.freeze(object);
}

exports.config = () => deepFreeze({
  target_defaults: {
    cflags: [],
    default_configuration: 'Release',
    defines: [],
    include_dirs: [],
    libraries: [],
  },
  variables: {
    asan: 0,
    enable_lto: false,
    host_arch: exports.arch,
    napi_build_version: '10',
    node_builtin_shareable_builtins: [],
    node_install_npm: false,
    node_module_version: 141,
    node_no_browser_globals: false,
    node_prefix: '/usr/local',
    node_shared: false,
    node_shared_openssl: true,
    node_use_amaro: true,
    node_use_ffi: false,
    node_use_lief: false,
    node_use_openssl: true,
    node_use_sqlite: true,
    openssl_is_fips: false,
    openssl_quic: false,
    shlib_suffix: 'so.141',
    target_arch: exports.arch,
    ubsan: 0,
    v8_enable_i18n_support: 1,
    v8_enable_webassembly: 1,
  },
});

exports.features = () => {
  const features = {};
  const define = (name, get) => Object.defineProperty(features, name,
                                                      { __proto__: null, enumerable: true, configurable: false, get });
  define('inspector', () => true);
  define('debug', () => false);
  define('uv', () => true);
  define('ipv6', () => true);
  define('openssl_is_boringssl', () => false);
  define('tls_alpn', () => true);
  define('tls_sni', () => true);
  define('tls_ocsp', () => true);
  define('tls', () => true);
  define('cached_builtins', () => true);
  define('require_module', () => !!getOptionValue('--experimental-require-module'));
  define('quic', () => false);
  define('typescript', () => {
    if (getOptionValue('--experimental-transform-types')) return 'transform';
    return getOptionValue('--strip-types') ? 'strip' : false;
  });
  return features;
};
