// SPDX-License-Identifier: MIT
// The debugger's server as programs and the command line see it: where it listens, what it says, and how the program waits for a front end. The server itself is a thread of C.

const native = binding('inspector');
const agent = require('internal/inspector/agent');
const { getOptionValue, isGiven } = require('internal/options');
const { isMainThread } = require('internal/worker/thread');

const kDefaultHost = '127.0.0.1';
const kDefaultPort = 9229;

let current; // { host, port, id, url } while it listens

function writeLine(text) { binding('process').writeError(`${text}\n`); }

// ---- addresses -----------------------------------------------------------------------------------------------------------

function isLoopback(host) {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function isAddressable(host) {
  return host.includes(':') && host[0] !== '[' ? `[${host}]` : host;
}

// "host:port", "host", "port" of an option.
function parseAddress(text, fallback) {
  const match = /^(?:(.*):)?(\d+)$/.exec(text);
  if (match === null) return { host: text.replace(/^\[|\]$/g, ''), port: fallback.port };
  return { host: match[1]?.replace(/^\[|\]$/g, '') ?? fallback.host, port: Number(match[2]) };
}

function addressOfOptions() {
  let address = { host: kDefaultHost, port: kDefaultPort };
  for (const name of ['--inspect-port', '--inspect', '--inspect-wait', '--inspect-brk']) {
    const text = optionText(name);
    if (text !== undefined && text !== '') address = parseAddress(text, address);
  }
  return address;
}

function optionText(name) {
  const value = getOptionValue(name);
  return typeof value === 'string' && isGiven(name) ? value : undefined;
}

function publishes(where) {
  const text = optionText('--inspect-publish-uid');
  return text === undefined || text.split(',').includes(where);
}

// ---- start and end -------------------------------------------------------------------------------------------------------

function listOf(id) {
  const script = process.argv[1];
  const title = script ?? `node[${process.pid}]`;
  return JSON.stringify([{
    description: 'node.js instance',
    devtoolsFrontendUrl: 'devtools://devtools/bundled/js_app.html?experiments=true&v8only=true&ws={ws}',
    devtoolsFrontendUrlCompat: 'devtools://devtools/bundled/inspector.html?experiments=true&v8only=true&ws={ws}',
    faviconUrl: 'https://nodejs.org/static/images/favicons/favicon.ico',
    id,
    title,
    type: 'node',
    url: script === undefined ? 'file://' : require('internal/url').pathToFileURL(script).href,
    webSocketDebuggerUrl: 'ws://{ws}',
  }], null, 2);
}

const kReasons = {
  __proto__: null, EADDRINUSE: 'address already in use', EACCES: 'permission denied', EADDRNOTAVAIL: 'address not available', ENOENT: 'unknown host',
};

// Listens. False where it cannot; then it has said so.
function listen(host, port) {
  const core = agent.start();
  const id = require('crypto').randomUUID();
  const version = JSON.stringify({ 'Browser': `node.js/${process.version}`, 'Protocol-Version': '1.1' }, null, 2);
  const result = native.serverStart(host, port, id, listOf(id), version, JSON.stringify(core.protocol()), publishes('http'));
  if (result < 0) {
    const code = require('util').getSystemErrorName(result);
    writeLine(`Starting inspector on ${isAddressable(host)}:${port} failed: ${kReasons[code] ?? code}`);
    return false;
  }
  current = { host, port: result, id, url: `ws://${isAddressable(host)}:${result}/${id}` };
  agent.setListening(true);
  watchEnd();
  if (publishes('stderr')) {
    writeLine(`Debugger listening on ${current.url}`);
    writeLine('For help, see: https://nodejs.org/en/docs/inspector');
  }
  return true;
}

exports.url = () => current?.url;
exports.port = () => current?.port;

exports.open = (port, host, wait) => {
  const { codes: { ERR_INSPECTOR_ALREADY_ACTIVATED } } = require('internal/errors');
  if (!isMainThread) {
    const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');
    throw new ERR_METHOD_NOT_IMPLEMENTED('inspector.open() in a worker');
  }
  if (current !== undefined) throw new ERR_INSPECTOR_ALREADY_ACTIVATED();
  if (typeof port === 'number' && !(port >= 0 && port <= 65535)) {
    const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');
    throw new ERR_OUT_OF_RANGE('port', '>= 0 && <= 65535', port);
  }
  if (host && !isLoopback(host)) {
    process.emitWarning(
      'Binding the inspector to a public IP with an open port is insecure, as it allows external hosts to connect to the inspector and ' +
      'perform a remote code execution attack. Documentation can be found at https://nodejs.org/api/cli.html#--inspecthostport',
      'SecurityWarning');
  }
  const address = addressOfOptions();
  if (listen(host ?? address.host, port ?? address.port) && wait) exports.waitForDebugger();
  return {
    __proto__: null,
    [Symbol.dispose]() { exports.close(); },
  };
};

exports.close = () => {
  if (current === undefined) return;
  const { url } = current;
  current = undefined;
  agent.setListening(false);
  native.serverStop();
  agent.start().endRemote();
  writeLine(`Debugger ending on ${url}`);
  writeLine('For help, see: https://nodejs.org/en/docs/inspector');
};

exports.waitForDebugger = () => {
  if (current === undefined) {
    const { codes: { ERR_INSPECTOR_NOT_ACTIVE } } = require('internal/errors');
    throw new ERR_INSPECTOR_NOT_ACTIVE();
  }
  agent.wait();
};

// ---- the command line ----------------------------------------------------------------------------------------------------

function sessionCount(sessions) {
  let count = 0;
  for (const session of sessions) count += session.isRemote ? 1 : 0;
  return count;
}

agent.setSessionsChanged((sessions, isNew) => {
  if (isNew) writeLine('Debugger attached.');
});

// --inspect, --inspect-wait, --inspect-brk. `entry` is the name that the engine will know the program's first file by.
exports.startForProgram = (entry) => {
  const { host, port } = addressOfOptions();
  if (!isLoopback(host)) {
    process.emitWarning(
      'Binding the inspector to a public IP with an open port is insecure, as it allows external hosts to connect to the inspector and ' +
      'perform a remote code execution attack. Documentation can be found at https://nodejs.org/api/cli.html#--inspecthostport',
      'SecurityWarning');
  }
  binding('modules').compileAlone();
  if (!listen(host, port)) return;
  if (isGiven('--inspect-brk')) {
    agent.wait();
    agent.start().debugger.breakAtStart(entry());
  } else if (isGiven('--inspect-wait')) {
    agent.wait();
  }
};

exports.openOnSignal = () => {
  if (current !== undefined) return;
  const { host, port } = addressOfOptions();
  listen(host, port);
};

// At the program's end front ends may look around until they go.
function watchEnd() {
  const lifecycle = require('internal/process/lifecycle');
  lifecycle.inspect = () => {
    lifecycle.inspect = undefined;
    const core = agent.start();
    if (current === undefined || sessionCount(core.sessions) === 0) return;
    const tell = core.others.waitingForDisconnect();
    tell();
    if (sessionCount(core.sessions) === 0) return;
    writeLine('Waiting for the debugger to disconnect...');
    agent.waitUntil((sessions) => {
      tell();
      return sessionCount(sessions) === 0;
    });
  };
}
