// SPDX-License-Identifier: MIT
// A front end for the tests: starts a program with an option of the inspector, and talks to it over a WebSocket.
'use strict';

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');

const kAddress = /Debugger listening on (ws:\S+)/;

class Client {
  #nextId = 0;
  #answers = new Map();
  #events = [];
  #waiting = [];

  constructor(url) {
    this.url = url;
    this.socket = new WebSocket(url);
    this.socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
    this.opened = new Promise((resolve, reject) => {
      this.socket.onopen = resolve;
      this.socket.onerror = reject;
    });
    this.closed = new Promise((resolve) => { this.socket.onclose = resolve; });
  }

  #receive(message) {
    if (message.id !== undefined) {
      const { resolve, reject } = this.#answers.get(message.id);
      this.#answers.delete(message.id);
      if (message.error === undefined) resolve(message.result);
      else reject(Object.assign(new Error(message.error.message), { code: message.error.code }));
      return;
    }
    const at = this.#waiting.findIndex(({ accepts }) => accepts(message));
    if (at < 0) this.#events.push(message);
    else this.#waiting.splice(at, 1)[0].resolve(message.params);
  }

  send(method, params) {
    const id = ++this.#nextId;
    this.socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve, reject) => { this.#answers.set(id, { resolve, reject }); });
  }

  // The parameters of the next event of a name, which may have come already.
  event(method, test = () => true) {
    const accepts = (message) => message.method === method && test(message.params);
    const at = this.#events.findIndex(accepts);
    if (at >= 0) return Promise.resolve(this.#events.splice(at, 1)[0].params);
    return new Promise((resolve) => { this.#waiting.push({ accepts, resolve }); });
  }

  close() {
    this.socket.close();
    return this.closed;
  }
}

// Writes files into the test's folder; the first is the program.
function write(files) {
  for (const name of Object.keys(files)) fs.writeFileSync(name, files[name]);
  return path.resolve(Object.keys(files)[0]);
}

// Starts a program. { child, url, errors(), client(), end }.
async function start(args, options) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let errors = '';
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => { output += text; });
  const end = once(child, 'close').then(([code, signal]) => ({ code, signal, output, errors }));
  const url = await new Promise((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text) => {
      errors += text;
      const match = kAddress.exec(errors);
      if (match !== null) resolve(match[1]);
    });
    end.then(() => reject(new Error(`ended: ${errors}`)));
  });
  process.on('exit', () => child.kill('SIGKILL'));
  return {
    child,
    url,
    errors: () => errors,
    end,
    async client() {
      const client = new Client(url);
      await client.opened;
      return client;
    },
  };
}

module.exports = { Client, start, write };
