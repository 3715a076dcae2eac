// SPDX-License-Identifier: MIT
//
// cluster in the primary: starts workers, listens for them.
'use strict';

const EventEmitter = require('events');
const path = require('path');
const { Worker } = require('internal/cluster/worker');
const { internal, sendMessage } = require('internal/cluster/messages');
const { RoundRobinHandle, SharedHandle } = require('internal/cluster/handles');
const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { validatePort } = require('internal/validators');

const SCHED_NONE = 1;
const SCHED_RR = 2;
const MIN_PORT = 1024;
const MAX_PORT = 65535;

const cluster = new EventEmitter();
const intercom = new EventEmitter();
const handles = new Map(); // key -> SharedHandle or RoundRobinHandle
let ids = 0;
let initialized = false;
let debugPort = 0;
let schedulingPolicy;

function policyOfEnvironment() {
  const text = process.env.NODE_CLUSTER_SCHED_POLICY;
  if (text === 'none') return SCHED_NONE;
  if (text === 'rr' || text === undefined || text === '') return SCHED_RR;
  throw new ERR_INVALID_ARG_VALUE('NODE_CLUSTER_SCHED_POLICY', text, 'must be "rr" or "none"');
}

function setupPrimary(options) {
  const settings = {
    args: process.argv.slice(2),
    exec: process.argv[1],
    execArgv: process.execArgv,
    silent: false,
    ...cluster.settings,
    ...options,
  };
  cluster.settings = settings;
  if (!initialized) {
    initialized = true;
    schedulingPolicy = cluster.schedulingPolicy;
    if (schedulingPolicy !== SCHED_NONE && schedulingPolicy !== SCHED_RR) {
      throw new ERR_INVALID_ARG_VALUE('cluster.schedulingPolicy', schedulingPolicy);
    }
  }
  process.nextTick(() => cluster.emit('setup', settings));
}

// ---- workers --------------------------------------------------------------------------------------------------------------------------

function inspectPort() {
  if (cluster.settings.inspectPort !== undefined && cluster.settings.inspectPort !== null) {
    const given = cluster.settings.inspectPort;
    const port = typeof given === 'function' ? given() : given;
    validatePort(port);
    return port;
  }
  debugPort = debugPort === 0 ? process.debugPort + 1 : debugPort + 1;
  if (debugPort > MAX_PORT) debugPort = MIN_PORT;
  return debugPort;
}

function startProcess(id, env) {
  const { settings } = cluster;
  let { execArgv } = settings;
  if (execArgv.some((arg) => /^--inspect(?:-brk|-port)?(?:=|$)/.test(arg))) {
    execArgv = [...execArgv, `--inspect-port=${inspectPort()}`];
  }
  const { fork } = require('child_process');
  return fork(settings.exec, settings.args, {
    cwd: settings.cwd,
    env: { ...process.env, ...env, NODE_UNIQUE_ID: `${id}` },
    serialization: settings.serialization,
    silent: settings.silent,
    windowsHide: settings.windowsHide,
    execArgv,
    stdio: settings.stdio,
    gid: settings.gid,
    uid: settings.uid,
  });
}

function removeWorker(worker) {
  delete cluster.workers[worker.id];
  if (Object.keys(cluster.workers).length === 0) intercom.emit('disconnect');
}

function removeHandles(worker) {
  for (const { 0: key, 1: handle } of handles) {
    if (handle.remove(worker)) handles.delete(key);
  }
}

function fork(env) {
  cluster.setupPrimary();
  const id = ++ids;
  const child = startProcess(id, env);
  const worker = new Worker({ id, process: child });
  worker.on('message', function(message, handle) {
    cluster.emit('message', this, message, handle);
  });
  child.once('exit', (code, signal) => {
    // The channel may close before or after.
    if (!worker.isConnected()) {
      removeHandles(worker);
      removeWorker(worker);
    }
    worker.exitedAfterDisconnect = !!worker.exitedAfterDisconnect;
    worker.state = 'dead';
    worker.emit('exit', code, signal);
    cluster.emit('exit', worker, code, signal);
  });
  child.once('disconnect', () => {
    worker.process.channel = null;
    removeHandles(worker);
    if (worker.isDead()) removeWorker(worker);
    worker.exitedAfterDisconnect = !!worker.exitedAfterDisconnect;
    worker.state = 'disconnected';
    worker.emit('disconnect');
    cluster.emit('disconnect', worker);
  });
  child.on('internalMessage', internal(worker, onMessage));
  process.nextTick(() => cluster.emit('fork', worker));
  cluster.workers[id] = worker;
  return worker;
}

function disconnectAll(callback) {
  const workers = Object.values(cluster.workers);
  if (workers.length === 0) {
    process.nextTick(() => intercom.emit('disconnect'));
  } else {
    for (const worker of workers) {
      if (worker.isConnected()) worker.disconnect();
    }
  }
  if (typeof callback === 'function') intercom.once('disconnect', callback);
}

// ---- what workers ask for ---------------------------------------------------------------------------------------------------------------

function queryServer(worker, message) {
  if (worker.exitedAfterDisconnect) return; // it is leaving
  const { addressType, fd, index, port, seq } = message;
  let { address } = message;
  const key = `${address}:${port}:${addressType}:${fd}${port === 0 ? `:${index}` : ''}`;
  const cached = handles.get(key);
  let handle = cached !== undefined && !cached.has(worker) ? cached : undefined;
  if (handle === undefined) {
    // The name of a local socket is bounded: take the shorter form.
    if (port < 0 && typeof address === 'string' && address[0] !== '\0') {
      const relative = path.relative(process.cwd(), address);
      if (relative.length < address.length) address = relative;
    }
    const shared = schedulingPolicy !== SCHED_RR || addressType === 'udp4' || addressType === 'udp6';
    handle = shared ? new SharedHandle(key, address, message) : new RoundRobinHandle(key, address, message);
    if (cached === undefined) handles.set(key, handle);
  }
  handle.data ??= message.data;
  handle.add(worker, (errno, reply, native) => {
    const { data } = handle;
    if (errno && handles.get(key) === handle) handles.delete(key);
    sendMessage(worker.process, { errno, key, ack: seq, data, ...reply }, native);
  });
}

function onMessage(message) {
  const worker = this;
  switch (message.act) {
    case 'online':
      worker.state = 'online';
      worker.emit('online');
      cluster.emit('online', worker);
      break;
    case 'queryServer':
      queryServer(worker, message);
      break;
    case 'listening': {
      const { addressType, address, port, fd } = message;
      worker.state = 'listening';
      worker.emit('listening', { addressType, address, port, fd });
      cluster.emit('listening', worker, { addressType, address, port, fd });
      break;
    }
    case 'exitedAfterDisconnect':
      worker.exitedAfterDisconnect = true;
      sendMessage(worker.process, { ack: message.seq });
      break;
    case 'close':
      if (handles.get(message.key)?.remove(worker)) handles.delete(message.key);
      break;
  }
}

Worker.prototype.disconnect = function() {
  this.exitedAfterDisconnect = true;
  sendMessage(this.process, { act: 'disconnect' });
  this.process.once('disconnect', () => {});
  removeHandles(this);
  removeWorker(this);
  return this;
};

Worker.prototype.destroy = function(signo) {
  this.process.kill(signo || 'SIGTERM');
};

Object.assign(cluster, {
  isWorker: false,
  isMaster: true,
  isPrimary: true,
  Worker,
  workers: {},
  settings: {},
  SCHED_NONE,
  SCHED_RR,
  schedulingPolicy: policyOfEnvironment(),
  setupPrimary,
  setupMaster: setupPrimary,
  fork,
  disconnect: disconnectAll,
});

module.exports = { cluster };
