// SPDX-License-Identifier: MIT
// Prints the public surface of the runtime that runs it, as JSON: { path: signature }. tools/api_surface.py compares two of them.
//
// A path is a built-in module or `globalThis`, and property names from there on; `.prototype` is walked like any other, and `<instance>`
// is what a constructor or factory without side effects gave. Names with a leading underscore and the values that each process has
// of its own (environment, versions, times) are left out.
'use strict';

// Named, so that it is made whole.
void WebAssembly;

const { builtinModules } = require('node:module');

const surface = { __proto__: null };

// Values that differ between two processes or builds by nature: only their type is told.
const varying = /^(process\.(?!execve|constants)|os\.(EOL|devNull)|globalThis\.process\.|module\.(builtinModules|globalPaths|_|wrapper)|globalThis\.navigator|crypto\.constants\.(OPENSSL_VERSION|defaultC)|.*\.(defaultMaxListeners|maxSockets|timeOrigin|usingDomains|version|_idleStart))/;
// Objects whose contents are data of the process or of the engine, not interface.
const opaque = /^(globalThis\.process\.|process\.)?(env|versions|config|release|argv|execArgv|features|report|stdin|stdout|stderr|mainModule|allowedNodeEnvironmentFlags|binding|moduleLoadList|_.*)$|^process\.(env|versions|config|release|argv|execArgv|stdin|stdout|stderr|mainModule|allowedNodeEnvironmentFlags)$|\.(_cache|_pathCache|_extensions|globalAgent|cache|rootCertificates|_load)$/;

function nameOf(key) {
  return typeof key === 'symbol' ? `@@${(key.description ?? '').replace(/^Symbol\./, '')}` : key;
}

function isLeftOut(key) {
  if (typeof key === 'symbol') return !Object.values(Object.getOwnPropertyDescriptors(Symbol)).some((d) => d.value === key);
  return key.startsWith('_');
}

function isClass(fn) {
  const descriptor = Object.getOwnPropertyDescriptor(fn, 'prototype');
  return descriptor !== undefined && !descriptor.writable && typeof descriptor.value === 'object';
}

function tagOf(value) {
  try {
    return Object.prototype.toString.call(value).slice(8, -1);
  } catch {
    // A tag that a getter makes of an instance.
    return 'Object';
  }
}

function signatureOf(path, value) {
  if (typeof value === 'function') return `function ${value.name}/${value.length}${isClass(value) ? ' class' : ''}`;
  if (value === null) return 'null';
  if (typeof value === 'object') return `object ${tagOf(value)}`;
  if (typeof value === 'symbol') return `symbol ${value.description}`;
  return varying.test(path) ? typeof value : `${typeof value} ${String(value)}`;
}

function flags(descriptor) {
  return `${descriptor.enumerable ? 'e' : ''}${descriptor.configurable ? 'c' : ''}${descriptor.writable ? 'w' : ''}${descriptor.get ? 'g' : ''}${descriptor.set ? 's' : ''}`;
}

// What every function and every prototype has says nothing.
function isBoring(owner, key) {
  if (typeof owner !== 'function') return key === 'constructor';
  // Of a plain function that is no constructor.
  if (key === 'prototype' && !isClass(owner) && Reflect.ownKeys(owner.prototype ?? {}).every((k) => k === 'constructor')) return true;
  return key === 'withoutStackTrace' || key === 'length' || key === 'name' || key === 'arguments' || key === 'caller';
}

function read(owner, key, descriptor) {
  if (descriptor.get === undefined) return descriptor.value;
  try {
    return owner[key];
  } catch {
    // A getter of a prototype wants an instance.
    return undefined;
  }
}

const kDeepest = 4;

// A property that leads back to what it is reached through is not followed.
function walk(path, owner, above) {
  if (above.length > kDeepest || opaque.test(path)) return;
  for (const key of Reflect.ownKeys(owner)) {
    if (isLeftOut(key) || isBoring(owner, key)) continue;
    const descriptor = Object.getOwnPropertyDescriptor(owner, key);
    const value = read(owner, key, descriptor);
    const at = `${path}.${nameOf(key)}`;
    const isData = (typeof value === 'object' && value !== null) || typeof value === 'function';
    surface[at] = `${flags(descriptor)} | ${descriptor.get !== undefined && value === undefined ? 'accessor' : signatureOf(at, value)}`;
    if (isData) enter(at, value, [...above, owner]);
  }
}

function enter(path, value, above) {
  if (above.includes(value) || value === globalThis || Array.isArray(value) || ArrayBuffer.isView(value)) return;
  walk(path, value, above);
}

// What factories and constructors give: their own properties, and what their prototypes add that no constructor shows.
function instances() {
  const fs = require('node:fs'), http = require('node:http'), net = require('node:net'), vm = require('node:vm');
  const { Readable, Writable, Duplex } = require('node:stream');
  const samples = {
    'fs.Stats': () => fs.statSync('.'), 'fs.BigIntStats': () => fs.statSync('.', { bigint: true }), 'fs.StatFs': () => fs.statfsSync('.'),
    'fs.Dir': () => { const d = fs.opendirSync('.'); d.closeSync(); return d; }, 'fs.Dirent': () => fs.readdirSync('.', { withFileTypes: true })[0],
    'process.memoryUsage()': () => process.memoryUsage(), 'process.resourceUsage()': () => process.resourceUsage(), 'process.cpuUsage()': () => process.cpuUsage(),
    'process.report': () => ({ ...process.report }), 'process.release': () => ({ name: process.release.name }), 'process.features': () => process.features,
    'os.userInfo()': () => require('node:os').userInfo(), 'os.cpus()[0]': () => require('node:os').cpus()[0],
    'url.parse()': () => require('node:url').parse('http://a:b@c:1/d?e#f'), 'URL': () => new URL('http://a:b@c:1/d?e#f'),
    'path.parse()': () => require('node:path').parse('/a/b.c'), 'http.Server': () => http.createServer(), 'net.Server': () => net.createServer(),
    'net.Socket': () => new net.Socket(), 'http.Agent': () => new http.Agent(), 'http.IncomingMessage': () => new http.IncomingMessage(new net.Socket()),
    'http.ServerResponse': () => new http.ServerResponse({ method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1 }),
    'stream.Readable': () => new Readable({ read() {} }), 'stream.Writable': () => new Writable({ write() {} }), 'stream.Duplex': () => new Duplex({}),
    'events': () => new (require('node:events'))(), 'vm.Script': () => new vm.Script('1'), 'vm.measureMemory': () => ({}),
    'v8.getHeapStatistics()': () => require('node:v8').getHeapStatistics(), 'v8.getHeapSpaceStatistics()[0]': () => require('node:v8').getHeapSpaceStatistics()[0],
    'v8.getHeapCodeStatistics()': () => require('node:v8').getHeapCodeStatistics(), 'Timeout': () => { const t = setTimeout(() => {}, 1); clearTimeout(t); return t; },
    'Immediate': () => { const t = setImmediate(() => {}); clearImmediate(t); return t; }, 'AbortController': () => new AbortController(),
    'AbortSignal': () => AbortSignal.abort(), 'Event': () => new Event('x'), 'performance.nodeTiming': () => performance.nodeTiming.toJSON(),
    'performance.mark()': () => performance.mark('x'), 'Blob': () => new Blob([]), 'Headers': () => new Headers(), 'Request': () => new Request('http://a'), 'Response': () => new Response(),
    'crypto.createHash()': () => require('node:crypto').createHash('sha256'), 'crypto.createHmac()': () => require('node:crypto').createHmac('sha256', 'k'),
    'crypto.KeyObject': () => require('node:crypto').createSecretKey(Buffer.alloc(16)), 'crypto.createCipheriv()': () => require('node:crypto').createCipheriv('aes-128-cbc', Buffer.alloc(16), Buffer.alloc(16)),
    'zlib.createGzip()': () => require('node:zlib').createGzip(), 'diagnostics_channel.channel()': () => require('node:diagnostics_channel').channel('x'),
    'diagnostics_channel.tracingChannel()': () => require('node:diagnostics_channel').tracingChannel('x'), 'perf_hooks.createHistogram()': () => require('node:perf_hooks').createHistogram(),
    'perf_hooks.monitorEventLoopDelay()': () => require('node:perf_hooks').monitorEventLoopDelay(), 'worker_threads.MessageChannel': () => new MessageChannel(),
    'async_hooks.createHook()': () => require('node:async_hooks').createHook({}), 'dgram.createSocket()': () => { const s = require('node:dgram').createSocket('udp4'); s.close(); return s; },
    'readline.createInterface()': () => { const r = require('node:readline').createInterface({ input: new Readable({ read() {} }) }); r.close(); return r; },
    'module': () => module, 'require': () => require, 'test.mock': () => require('node:test').mock, 'StringDecoder': () => new (require('node:string_decoder').StringDecoder)(),
  };
  for (const [name, make] of Object.entries(samples)) {
    const path = `<${name}>`;
    let sample;
    try {
      sample = make();
    } catch (error) {
      surface[path] = `threw ${error.code ?? error.name}`;
      continue;
    }
    surface[path] = 'made';
    for (let o = sample, own = true; o !== null && o !== Object.prototype; o = Object.getPrototypeOf(o), own = false) {
      for (const key of Reflect.ownKeys(o)) {
        if (isLeftOut(key) || key === 'constructor' || (own && /^\d+$/.test(nameOf(key)))) continue;
        const descriptor = Object.getOwnPropertyDescriptor(o, key);
        const at = `${path}.${nameOf(key)}`;
        surface[at] ??= descriptor.get ? typeof read(sample, key, descriptor) : typeof descriptor.value === 'function' ? `function/${descriptor.value.length}` : descriptor.value === null ? 'object' : typeof descriptor.value;
      }
    }
  }
}

const ids = [...new Set([...builtinModules, 'node:test', 'node:test/reporters', 'node:sea', 'node:sqlite'])].filter((id) => !id.replace('node:', '').startsWith('_') && !id.includes('/_') && !id.includes('protojs'));
process.removeAllListeners('warning');
process.on('warning', () => {});
process.noDeprecation = true;
for (const id of ids) {
  let loaded;
  try {
    loaded = require(id);
  } catch (error) {
    surface[id.replace('node:', '')] = `threw ${error.code}`;
    continue;
  }
  const name = id.replace('node:', '');
  surface[name] = `module ${typeof loaded}`;
  enter(name, loaded, []);
}
walk('globalThis', globalThis, []);
instances();
require('node:fs').writeFileSync(process.argv[2], JSON.stringify(surface));
process.exit(0);
