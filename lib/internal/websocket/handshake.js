// SPDX-License-Identifier: MIT
//
// Opening a WebSocket: connects, asks for the upgrade and checks the answer (RFC 6455, section 4; extensions: RFC 7692).
'use strict';

const { Buffer } = require('buffer');
const { createHash, randomBytes } = require('crypto');
const { PlainLink, StreamLink } = require('internal/fetch/link');
const { CONNECT_TIMEOUT_MS, proxyOf } = require('internal/fetch/pool');
const { parseHead } = require('internal/fetch/response_head');

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const HEAD_MAX = 16 * 1024;
const OURS = ['host', 'connection', 'upgrade', 'sec-websocket-key', 'sec-websocket-version', 'sec-websocket-extensions', 'content-length',
  'transfer-encoding'];

function requestHead(url, key, protocols, list) {
  let head = `GET ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${list?.get('host') ?? url.host}\r\nconnection: Upgrade\r\n` +
    `upgrade: websocket\r\nsec-websocket-key: ${key}\r\nsec-websocket-version: 13\r\n`;
  if (protocols.length > 0) head += `sec-websocket-protocol: ${protocols.join(', ')}\r\n`;
  head += 'sec-websocket-extensions: permessage-deflate; client_max_window_bits\r\n';
  for (const { 0: name, 1: pair } of list?.map ?? []) {
    if (!OURS.includes(name)) head += `${pair[0]}: ${pair[1]}\r\n`;
  }
  if (!list?.has('user-agent')) head += 'user-agent: node\r\n';
  return `${head}pragma: no-cache\r\ncache-control: no-cache\r\n\r\n`;
}

// What the server agreed to of permessage-deflate: how far each side looks back, and whether over messages; null where it did not.
function parseExtensions(header) {
  if (header === null || header.trim() === '') return null;
  const parts = header.split(';').map((part) => part.trim());
  if (header.includes(',') || parts[0].toLowerCase() !== 'permessage-deflate') throw new Error('Received an extension that was not asked for.');
  const agreed = { serverFreshEach: false, serverBits: 15, clientFreshEach: false, clientBits: 15 };
  const seen = new Set();
  for (const part of parts.slice(1)) {
    const match = /^([a-z_]+)(?:\s*=\s*"?(\d+)"?)?$/i.exec(part);
    const name = match?.[1].toLowerCase();
    if (match === null || seen.has(name)) throw new Error('Received invalid extension parameters.');
    seen.add(name);
    const bits = match[2] === undefined ? undefined : Number(match[2]);
    const isWindow = bits >= 8 && bits <= 15;
    if (name === 'server_no_context_takeover' && bits === undefined) agreed.serverFreshEach = true;
    else if (name === 'client_no_context_takeover' && bits === undefined) agreed.clientFreshEach = true;
    else if (name === 'server_max_window_bits' && isWindow) agreed.serverBits = bits;
    else if (name === 'client_max_window_bits' && isWindow) agreed.clientBits = bits;
    else throw new Error('Received invalid extension parameters.');
  }
  return agreed;
}

function lists(header, token) {
  return header !== null && header.toLowerCase().split(',').some((each) => each.trim() === token);
}

// { protocol, deflate, extensions }. Throws where the answer is no agreement.
function checkAnswer({ status, list }, key, protocols) {
  if (status !== 101) throw new Error('Received network error or non-101 status code.');
  if (list.get('upgrade')?.toLowerCase() !== 'websocket') throw new Error('Server did not set Upgrade header to "websocket".');
  if (!lists(list.get('connection'), 'upgrade')) throw new Error('Server did not set Connection header to "upgrade".');
  const accept = createHash('sha1').update(key + GUID).digest('base64');
  if (list.get('sec-websocket-accept') !== accept) throw new Error('Incorrect hash received in Sec-WebSocket-Accept header.');
  const protocol = list.get('sec-websocket-protocol');
  // Who asked for protocols must get one of them; who did not, none.
  if (protocol === null ? protocols.length > 0 : !protocols.includes(protocol)) throw new Error('Protocol was not set in the opening handshake.');
  const extensions = list.get('sec-websocket-extensions');
  return { protocol: protocol ?? '', extensions: extensions ?? '', deflate: parseExtensions(extensions) };
}

function openSecure(options) {
  const { isIP } = require('internal/net');
  if (isIP(options.host) === 0) options.servername = options.host;
  return require('tls').connect(options);
}

// A connection on its way. `target` has opened(link, agreed, rest) and failed(error), one of which is called; then bytes go to it.
class Handshake {
  #target;
  #socket = null;
  #abandon = null; // ends the way through a proxy
  #link = null;
  #key = randomBytes(16).toString('base64');
  #protocols;
  #head;
  #secure;
  #partial = Buffer.alloc(0);
  #done = false;

  constructor(url, protocols, list, target) {
    this.#target = target;
    this.#protocols = protocols;
    this.#head = requestHead(url, this.#key, protocols, list);
    const secure = this.#secure = url.protocol === 'wss:';
    const host = url.hostname[0] === '[' ? url.hostname.slice(1, -1) : url.hostname;
    const options = { host, port: Number(url.port) || (secure ? 443 : 80), noDelay: true };
    const proxy = proxyOf(secure, host, options.port);
    if (proxy !== undefined) this.#tunnel(proxy, options);
    else this.#await(secure ? openSecure(options) : require('net').connect(options));
  }

  #tunnel(proxy, options) {
    const { tunnelForFetch } = require('internal/http/proxy');
    this.#abandon = tunnelForFetch(proxy, options.host, options.port, CONNECT_TIMEOUT_MS, (error, socket) => {
      this.#abandon = null;
      if (error) {
        this.#fail(error);
      } else if (this.#secure) {
        this.#await(openSecure({ ...options, socket }));
      } else {
        this.#watch(socket);
        this.#connected(proxy.secure);
      }
    });
  }

  #watch(socket) {
    this.#socket = socket;
    socket.on('error', (error) => (this.#done ? this.#target.fail(error) : this.#fail(error)));
    socket.on('close', () => this.ended());
  }

  #await(socket) {
    this.#watch(socket);
    socket.once(this.#secure ? 'secureConnect' : 'connect', () => this.#connected(this.#secure));
  }

  // `isStream`: what lies between here and the handle is more than bytes.
  #connected(isStream) {
    this.#link = isStream ? new StreamLink(this.#socket, this) : new PlainLink(this.#socket, this);
    this.#link.write([Buffer.from(this.#head, 'latin1')], (error) => {
      if (error) this.#fail(error);
    });
  }

  #close() {
    this.#done = true;
    this.#abandon?.();
    this.#socket?.destroy();
  }

  #fail(error) {
    if (this.#done) return;
    this.#close();
    this.#target.failed(error);
  }

  cancel() {
    this.#close();
  }

  received(bytes) {
    if (this.#done) {
      this.#target.received(bytes);
      return;
    }
    this.#partial = this.#partial.length === 0 ? bytes : Buffer.concat([this.#partial, bytes]);
    const end = this.#partial.indexOf('\r\n\r\n');
    if (end === -1 && this.#partial.length <= HEAD_MAX) return;
    try {
      if (end === -1) throw new Error('The head of the response is too long.');
      const head = parseHead(this.#partial.latin1Slice(0, end));
      const rest = this.#partial.subarray(end + 4);
      if (head.status < 200 && head.status !== 101) {
        this.#partial = Buffer.alloc(0);
        if (rest.length > 0) this.received(rest);
        return;
      }
      const agreed = checkAnswer(head, this.#key, this.#protocols);
      this.#done = true;
      this.#partial = null;
      this.#target.opened(this.#link, agreed);
      if (rest.length > 0) this.#target.received(rest);
    } catch (error) {
      this.#fail(error);
    }
  }

  ended() {
    if (this.#done) this.#target.ended();
    else this.#fail(new Error('Received network error or non-101 status code.'));
  }

  fail(error) {
    if (this.#done) this.#target.fail(error);
    else this.#fail(error);
  }
}

module.exports = { Handshake };
