// SPDX-License-Identifier: MIT
// What a test of test262 finds around it, for tools/test262_runtime.py: runs the harness and one test in this process, and prints one line with
// the verdict. usage: protojs test262_host.cjs FILE MODE INCLUDES NEGATIVE, MODE being module, sloppy, strict or raw, with `+async`
// where the test reports by $DONE; NEGATIVE is `phase:Type` or `-`.
'use strict';

const fs = require('fs');
const path = require('path');
const vm = require('vm');
const { pathToFileURL } = require('url');

const [file, modeAndKind, includes, negative] = process.argv.slice(2);
const [mode, kind] = modeAndKind.split('+');
const [phase, type] = negative === '-' ? [] : negative.split(':');
const say = (line) => fs.writeSync(1, `${line}\n`);
let done = false;

function verdict(ok, text = '') {
  if (done) return;
  done = true;
  say(ok ? 'PASS' : `FAIL ${String(text).replace(/\s+/g, ' ').slice(0, 300)}`);
  process.exit(0);
}

function describe(error) {
  try {
    return error && typeof error === 'object' && 'name' in error ? `${error.constructor?.name ?? error.name}: ${error.message}` : String(error);
  } catch {
    return 'an error that cannot be shown';
  }
}

function failedWith(error) {
  if (type === undefined) return verdict(false, describe(error));
  const name = error?.constructor?.name;
  return verdict(name === type, `expected ${type}, got ${describe(error)}`);
}

// ---- agents: threads that tests start with a text and hear by reports ------------------------------------------------------

const { receiveMessageOnPort, MessageChannel, Worker } = require('worker_threads');

const monotonicNow = () => performance.now();
const pause = new Int32Array(new SharedArrayBuffer(4));
const sleep = (ms) => { Atomics.wait(pause, 0, 0, ms); };
const agents = [];

const agentSource = `
  const { port, text } = require('worker_threads').workerData;
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const staying = setInterval(() => {}, 1000);
  globalThis.$262 = { agent: {
    receiveBroadcast: (fn) => port.once('message', ({ buffer, id }) => fn(buffer, id)),
    report: (value) => port.postMessage(String(value)),
    sleep: (ms) => { Atomics.wait(pause, 0, 0, ms); },
    leaving: () => clearInterval(staying),
    monotonicNow: () => performance.now(),
  } };
  (0, eval)(text);
`;

const agent = {
  start(text) {
    const { port1, port2 } = new MessageChannel();
    const worker = new Worker(agentSource, { eval: true, workerData: { port: port2, text }, transferList: [port2] });
    worker.on('error', (error) => verdict(false, `in an agent: ${describe(error)}`));
    worker.unref();
    agents.push(port1);
  },
  broadcast(buffer, id) {
    for (const port of agents) port.postMessage({ buffer, id });
  },
  getReport() {
    for (const port of agents) {
      const report = receiveMessageOnPort(port);
      if (report !== undefined) return report.message;
    }
    return null;
  },
  sleep,
  monotonicNow,
};

// ---- $262 ------------------------------------------------------------------------------------------------------------

const evaluate = (text, filename = file) => vm.runInThisContext(text, {
  filename, importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});

function realm(global) {
  return {
    global,
    createRealm: () => realm(vm.runInContext('globalThis', vm.createContext())),
    evalScript: (text) => (global === globalThis ? evaluate(text) : vm.runInContext(text, global)),
    detachArrayBuffer: (buffer) => { structuredClone(buffer, { transfer: [buffer] }); },
    gc: () => globalThis.gc?.(),
    agent,
    get AbstractModuleSource() { return Object.getPrototypeOf(WebAssembly.Module); },
  };
}

process.removeAllListeners('warning');
process.on('warning', () => {});
globalThis.$262 = realm(globalThis);
globalThis.print = (text) => {
  if (text === 'Test262:AsyncTestComplete') verdict(type === undefined, 'completed');
  else if (String(text).startsWith('Test262:AsyncTestFailure')) verdict(false, text);
};
for (const name of ['process', 'Buffer', 'setImmediate', 'clearImmediate', 'require', 'module', 'exports', '__filename', '__dirname']) {
  Object.defineProperty(globalThis, name, { configurable: true, enumerable: false, writable: true, value: globalThis[name] });
}

// Every file of the suite that is imported is an ES module, and `<module source>` is a module that has a source.
const kSource = 'file:///test262/source.wasm';
require('module').registerHooks({
  resolve(specifier, context, next) {
    if (specifier === '<module source>') return { url: kSource, format: 'wasm', shortCircuit: true };
    const found = next(specifier, context);
    return found.url.endsWith('.js') && context.importAttributes.type === undefined ? { ...found, format: 'module' } : found;
  },
  load(url, context, next) {
    if (url !== kSource) return next(url, context);
    return { format: 'wasm', source: new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]), shortCircuit: true };
  },
});

// ---- the test --------------------------------------------------------------------------------------------------------

async function run() {
  const text = fs.readFileSync(file, 'utf8');
  if (mode !== 'raw') {
    for (const name of includes.split(',').filter((each) => each.endsWith('.js'))) {
      const at = path.join(process.env.TEST262, 'harness', name);
      evaluate(fs.readFileSync(at, 'utf8'), at);
    }
  }
  process.on('exit', () => {
    if (!done) say(kind === 'async' ? 'FAIL $DONE was not called' : 'FAIL did not end');
  });
  process.on('uncaughtException', failedWith);
  process.on('unhandledRejection', () => {});
  try {
    if (mode === 'module') await import(pathToFileURL(file).href);
    else evaluate(mode === 'strict' ? `"use strict";\n${text}` : text);
  } catch (error) {
    failedWith(error);
    return;
  }
  if (type !== undefined) verdict(false, `expected ${type} (${phase})`);
  else if (kind !== 'async') setTimeout(() => verdict(true), 0);
}

run();
