// SPDX-License-Identifier: MIT
//
// The command line: which options there are, what kind of value each takes, and what this process was given, in NODE_OPTIONS or before
// the program's name. Options of the other engine that programs pass are accepted and have no effect.
'use strict';

// One letter a kind: b boolean, s string, n number, l list of strings. A star: allowed in NODE_OPTIONS.
const kinds = { __proto__: null };
function declare(kind, allowed, names) {
  for (const name of names.split(' ')) kinds[`--${name}`] = { kind, allowed };
}

declare('b', true,
        'abort-on-uncaught-exception addons allow-addons allow-child-process allow-inspector allow-net allow-wasi ' +
        'allow-worker async-context-frame ' +
        'cpu-prof deprecation enable-fips enable-network-family-autoselection enable-source-maps ' +
        'entry-url experimental-abortcontroller experimental-addon-modules experimental-async-context-frame ' +
        'experimental-detect-module experimental-eventsource experimental-fetch ' +
        'experimental-global-customevent experimental-global-navigator experimental-global-webcrypto ' +
        'experimental-import-meta-resolve experimental-inspector-network-resource experimental-json-modules ' +
        'experimental-modules experimental-network-inspection experimental-permission experimental-print-required-tla ' +
        'experimental-quic experimental-repl-await experimental-report experimental-require-module ' +
        'experimental-shadow-realm experimental-sqlite experimental-strip-types experimental-test-coverage ' +
        'experimental-test-isolation experimental-test-module-mocks experimental-top-level-await ' +
        'experimental-transform-types experimental-vm-modules experimental-wasi-unstable-preview1 ' +
        'experimental-wasm-modules experimental-webcrypto experimental-websocket experimental-webstorage ' +
        'experimental-worker experimental-worker-inspection extra-info-on-fatal-exception ' +
        'force-context-aware force-fips force-node-api-uncaught-exceptions-policy ' +
        'frozen-intrinsics global-search-paths heap-prof insecure-http-parser inspect inspect-brk inspect-port ' +
        'inspect-wait network-family-autoselection node-snapshot openssl-legacy-provider ' +
        'openssl-shared-config pending-deprecation permission permission-audit preserve-symlinks preserve-symlinks-main ' +
        'prof-process report-compact report-dir report-directory report-exclude-env report-exclude-network ' +
        'report-filename report-on-fatalerror report-on-signal report-signal report-uncaught-exception ' +
        'require-module strip-types test-isolation test-only throw-deprecation tls-max-v1.2 tls-max-v1.3 tls-min-v1.0 ' +
        'tls-min-v1.1 tls-min-v1.2 tls-min-v1.3 trace-deprecation trace-env trace-env-js-stack trace-env-native-stack ' +
        'trace-exit trace-promises trace-sigint trace-sync-io trace-tls trace-uncaught trace-warnings ' +
        'track-heap-objects unsafe-allow-allow use-bundled-ca use-env-proxy use-openssl-ca use-system-ca ' +
        'verify-base-objects warnings watch watch-preserve-output zero-fill-buffers ' +
        'interpreted-frames-native-stack jitless perf-basic-prof perf-basic-prof-only-functions perf-prof ' +
        'perf-prof-unwinding-info huge-max-old-generation-size stress-incremental-marking-flag');
declare('s', true,
        'conditions diagnostic-dir dns-result-order disable-proto disable-wasm-trap-handler es-module-specifier-resolution ' +
        'experimental-default-config-file experimental-default-type experimental-loader experimental-sea-config ' +
        'heapsnapshot-near-heap-limit heapsnapshot-signal icu-data-dir import input-type inspect-publish-uid ' +
        'loader localstorage-file max-http-header-size network-family-autoselection-attempt-timeout openssl-config ' +
        'redirect-warnings require secure-heap secure-heap-min snapshot-blob stack-trace-limit test-coverage-branches ' +
        'test-coverage-exclude test-coverage-functions test-coverage-include test-coverage-lines ' +
        'test-global-setup test-name-pattern test-reporter test-reporter-destination test-rerun-failures test-shard ' +
        'test-skip-pattern test-timeout title tls-cipher-list tls-keylog trace-event-categories ' +
        'trace-event-file-pattern trace-require-module unhandled-rejections v8-pool-size watch-path ' +
        'cpu-prof-dir cpu-prof-interval cpu-prof-name heap-prof-dir heap-prof-interval heap-prof-name ' +
        'debug-port max-old-space-size max-old-space-size-percentage max-semi-space-size disable-warning ' +
        'allow-fs-read allow-fs-write env-file env-file-if-exists');
declare('l', true, 'allow-fs-read allow-fs-write conditions disable-warning env-file env-file-if-exists import require ' +
        'experimental-loader loader test-name-pattern test-skip-pattern test-reporter test-reporter-destination watch-path');
declare('b', false,
        'build-snapshot check completion-bash expose-internals help interactive print prof ' +
        'test test-force-exit test-update-snapshots test-concurrency v8-options version experimental-config-file ' +
        'expose-gc allow-natives-syntax harmony harmony-shadow-realm harmony-temporal ' +
        'stress-runs trace-gc trace-opt trace-deopt lite-mode single-threaded no-opt turbo-filter ' +
        'stack-size max-lazy log predictable gc-interval random-seed stack-trace-limit always-sparkplug ' +
        'js-source-phase-imports js-float16array experimental-wasm-memory64 use-strict expose-externalize-string ' +
        'enable-sharedarraybuffer-per-context hash-seed max-heap-size initial-old-space-size correctness-fuzzer-suppressions ' +
        'run prof-process security-revert heap-growing-percent stress-compaction js-explicit-resource-management');
declare('s', false, 'eval build-snapshot-config run security-revert experimental-config-file experimental-default-config-file ' +
        'io-threads cpu-threads');
kinds['--stack-trace-limit'] = { kind: 's', allowed: true };
for (const name of ['--test-isolation', '--report-signal', '--report-filename', '--report-dir', '--report-directory',
                    '--report-signal', '--test-concurrency', '--inspect-port', '--experimental-test-isolation']) {
  kinds[name] = { kind: 's', allowed: kinds[name].allowed };
}
// Options whose value is optional and never the next argument.
for (const name of ['--inspect', '--inspect-brk', '--inspect-wait', '--stack-size', '--gc-interval', '--random-seed',
                    '--hash-seed', '--turbo-filter', '--max-lazy', '--max-heap-size', '--initial-old-space-size',
                    '--max-old-space-size', '--max-semi-space-size', '--stack-trace-limit', '--heap-growing-percent',
                    '--trace-require-module', '--experimental-default-config-file']) {
  kinds[name] = { kind: kinds[name].kind === 'b' ? 'b' : 's', allowed: kinds[name].allowed, optional: true };
}

const aliases = {
  '__proto__': null,
  '-C': '--conditions',
  '-c': '--check',
  '-e': '--eval',
  '-h': '--help',
  '-i': '--interactive',
  '-p': '--print',
  '-pe': '--print',
  '-r': '--require',
  '-v': '--version',
  '--es-module-specifier-resolution': '--experimental-specifier-resolution',
  '--inspect-brk-node': '--inspect-brk',
  '--loader': '--experimental-loader',
  '--prof-process': '--prof-process',
  '--report-directory': '--report-dir',
};
delete aliases['--es-module-specifier-resolution'];

const defaults = {
  '__proto__': null,
  '--addons': true,
  '--async-context-frame': true,
  '--deprecation': true,
  '--experimental-detect-module': true,
  '--experimental-fetch': true,
  '--experimental-global-customevent': true,
  '--experimental-global-navigator': true,
  '--experimental-repl-await': true,
  '--experimental-require-module': true,
  '--experimental-sqlite': true,
  '--experimental-websocket': true,
  '--experimental-webstorage': true,
  '--global-search-paths': true,
  '--network-family-autoselection': true,
  '--network-family-autoselection-attempt-timeout': 250,
  '--max-http-header-size': 16384,
  '--require-module': true,
  '--stack-trace-limit': '',
  '--strip-types': true,
  '--verify-base-objects': false,
  '--warnings': true,
  '--heapsnapshot-near-heap-limit': 0,
  '--secure-heap': 0,
  '--secure-heap-min': 2,
  '--test-isolation': 'process',
};

class BadOption extends Error {}

// "--a_b" and "--a-b" are one option.
function canonical(name) {
  if (aliases[name] !== undefined) return aliases[name];
  return name.startsWith('--') ? `--${name.slice(2).replaceAll('_', '-')}` : name;
}

// Reads one option at args[at]; gives the index after it.
function readOption(args, at, values, inEnvironment) {
  const text = args[at];
  const equals = text.startsWith('--') ? text.indexOf('=') : -1;
  const given = equals === -1 ? text : text.slice(0, equals);
  let name = canonical(given);
  let negated = false;
  if (kinds[name] === undefined && name.startsWith('--no-')) {
    negated = true;
    name = canonical(`--${name.slice(5)}`);
  }
  const option = kinds[name];
  if (option === undefined) throw new BadOption(`bad option: ${text}`);
  if (inEnvironment && !option.allowed) throw new BadOption(`${given} is not allowed in NODE_OPTIONS`);
  let value = equals === -1 ? undefined : text.slice(equals + 1);
  at++;
  if (option.kind === 'b') {
    if (negated && option.kind !== 'b') throw new BadOption(`${text} is an invalid negation`);
    values[name] = !negated;
    if (value !== undefined) values[`${name}=`] = value;
    if ((given === '-p' || given === '-pe' || given === '--print') && at < args.length) {
      values['--eval'] = args[at++];
    }
    return at;
  }
  if (negated) throw new BadOption(`${text} is an invalid negation because it is not a boolean option`);
  if (value === undefined && !option.optional) {
    if (at >= args.length || (args[at].startsWith('-') && args[at].length > 1 && name !== '--eval')) {
      throw new BadOption(`${given} requires an argument`);
    }
    value = args[at++];
    if (value.startsWith('\\-')) value = value.slice(1);
  }
  value ??= '';
  if (option.kind === 'l') (values[name] ??= []).push(value);
  else values[name] = typeof defaults[name] === 'number' ? Number(value) : value;
  return at;
}

// NODE_OPTIONS: words apart by spaces; double quotes hold words together, a backslash in them takes the next character as it is.
function splitEnvironment(text) {
  const words = [];
  let word = '';
  let inWord = false;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    let c = text[i];
    if (c === '\\' && quoted) {
      if (i + 1 === text.length) throw new BadOption('invalid value for NODE_OPTIONS (invalid escape)');
      c = text[++i];
    } else if (c === ' ' && !quoted) {
      if (inWord) words.push(word);
      word = '';
      inWord = false;
      continue;
    } else if (c === '"') {
      quoted = !quoted;
      inWord = true;
      continue;
    }
    word += c;
    inWord = true;
  }
  if (quoted) throw new BadOption('invalid value for NODE_OPTIONS (unterminated string)');
  if (inWord) words.push(word);
  return words;
}

function merge(into, from) {
  for (const name of Object.keys(from)) {
    into[name] = Array.isArray(from[name]) && Array.isArray(into[name]) ? [...into[name], ...from[name]] : from[name];
  }
}

// The parts of a raw argument vector.
function parse(raw, nodeOptions) {
  const values = { __proto__: null };
  if (nodeOptions) {
    const words = splitEnvironment(nodeOptions);
    for (let at = 0; at < words.length;) {
      if (!words[at].startsWith('-')) throw new BadOption(`${words[at]} is not allowed in NODE_OPTIONS`);
      at = readOption(words, at, values, true);
    }
  }
  const own = { __proto__: null };
  let at = 1;
  while (at < raw.length && raw[at].startsWith('-') && raw[at] !== '-') {
    if (raw[at] === '--') break;
    at = readOption(raw, at, own, false);
  }
  merge(values, own);
  const execArgv = raw.slice(1, at);
  if (raw[at] === '--') at++;
  return { argv0: raw[0], execArgv, values, rest: raw.slice(at) };
}

let parsed;

function commandLine() {
  if (parsed === undefined) {
    const native = binding('process');
    const raw = native.rawArguments();
    try {
      parsed = parse(raw, native.getenv('NODE_OPTIONS'));
    } catch (error) {
      if (!(error instanceof BadOption)) throw error;
      native.writeError(`${raw[0]}: ${error.message}\n`);
      native.reallyExit(9);
    }
  }
  return parsed;
}

// The value of an option: what was given, else its default; false, '' or an empty list where it has none.
function getOptionValue(name) {
  const { values } = commandLine();
  if (name.startsWith('--no-') && kinds[name] === undefined) return !getOptionValue(`--${name.slice(5)}`);
  const value = values[name];
  if (value !== undefined) return value;
  if (defaults[name] !== undefined) return defaults[name];
  switch (kinds[name]?.kind) {
    case 'l': return [];
    case 's': return '';
    default: return false;
  }
}

module.exports = {
  getOptionValue,
  commandLine,
  parse,
  splitEnvironment,
  // The names that NODE_OPTIONS may hold, in their canonical form.
  allowedInEnvironment() {
    const names = ['-C', '-r'];
    for (const name of Object.keys(kinds)) {
      if (!kinds[name].allowed) continue;
      names.push(name);
      if (kinds[name].kind === 'b') names.push(`--no-${name.slice(2)}`);
    }
    return names;
  },
  // For those who ask for many at once.
  getAllowUnauthorized() {
    return process.env.NODE_TLS_REJECT_UNAUTHORIZED === '0';
  },
};
