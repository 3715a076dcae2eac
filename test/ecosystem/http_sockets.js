// SPDX-License-Identifier: MIT
// WebSockets by ws (text, binary, fragments, compression, pings, broadcast, refusal) and Socket.IO with its own client (rooms,
// acknowledgements, binary, long polling and its upgrade).
const http = require('node:http');
const { load } = require('./_packages');

const { WebSocket, WebSocketServer } = load('ws');
const { Server } = load('socket.io');
const { io } = load('socket.io-client');

const once = (target, event) => new Promise((resolve) => target.once(event, (...args) => resolve(args)));

async function sockets() {
  const server = http.createServer((req, res) => res.end('plain'));
  const wss = new WebSocketServer({ noServer: true, perMessageDeflate: { threshold: 10 } });
  server.on('upgrade', (request, socket, head) => {
    if (request.url !== '/chat') {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
      return;
    }
    wss.handleUpgrade(request, socket, head, (ws) => wss.emit('connection', ws, request));
  });
  wss.on('connection', (ws) => {
    ws.on('message', (data, binary) => {
      for (const client of wss.clients) if (client.readyState === WebSocket.OPEN) client.send(data, { binary });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `ws://127.0.0.1:${server.address().port}`;
  const a = new WebSocket(`${base}/chat`);
  const b = new WebSocket(`${base}/chat`, { perMessageDeflate: false });
  await Promise.all([once(a, 'open'), once(b, 'open')]);
  console.log('extensions', JSON.stringify(a.extensions), JSON.stringify(b.extensions));
  const both = () => Promise.all([once(a, 'message'), once(b, 'message')]);
  let got = both();
  a.send('hello \u00fc '.repeat(10));
  console.log((await got).map(([data, binary]) => [String(data).length, binary]));
  got = both();
  b.send(Buffer.alloc(200000, 7));
  console.log((await got).map(([data, binary]) => [data.length, data[199999], binary]));
  got = both();
  a.send('frag', { fin: false });
  a.send('ments', { fin: true });
  console.log((await got).map(([data]) => String(data)));
  const pong = once(a, 'pong');
  a.ping('are you there');
  console.log('pong', String((await pong)[0]));
  const refused = new WebSocket(`${base}/other`);
  const [error] = await once(refused, 'error');
  console.log('refused', error.message);
  const closed = once(b, 'close');
  b.close(4001, 'enough');
  const [code, reason] = await closed;
  console.log('closed', code, String(reason));
  a.terminate();
  await once(a, 'close');
  for (const client of wss.clients) client.terminate();
  await new Promise((resolve) => server.close(resolve));
}

async function socketIo() {
  const server = http.createServer();
  const ioServer = new Server(server, { transports: ['polling', 'websocket'] });
  ioServer.use((socket, next) => next(socket.handshake.auth.token === 'good' ? undefined : new Error('not you')));
  ioServer.on('connection', (socket) => {
    socket.on('join', (room, done) => {
      socket.join(room);
      done([...socket.rooms].includes(room));
    });
    socket.on('say', (room, text) => ioServer.to(room).emit('said', text, socket.handshake.auth.name));
    socket.on('binary', (bytes, done) => done(Buffer.from(bytes).reverse()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  const one = io(url, { auth: { token: 'good', name: 'one' }, transports: ['websocket'], reconnection: false });
  const two = io(url, { auth: { token: 'good', name: 'two' }, transports: ['polling', 'websocket'], reconnection: false });
  await Promise.all([once(one, 'connect'), once(two, 'connect')]);
  if (two.io.engine.transport.name !== 'websocket') await once(two.io.engine, 'upgrade');
  console.log('transports', one.io.engine.transport.name, two.io.engine.transport.name);
  console.log('joined', await one.emitWithAck('join', 'room'), await two.emitWithAck('join', 'room'));
  const said = [once(one, 'said'), once(two, 'said')];
  one.emit('say', 'room', { deep: [1, 2, { x: null }] });
  console.log(JSON.stringify(await Promise.all(said)));
  console.log('binary', await one.emitWithAck('binary', Buffer.from([1, 2, 3])));
  const stranger = io(url, { auth: { token: 'bad' }, reconnection: false, forceNew: true });
  const [error] = await once(stranger, 'connect_error');
  console.log('stranger', error.message);
  const gone = once(two, 'disconnect');
  ioServer.disconnectSockets(true);
  console.log('gone', (await gone)[0]);
  stranger.close();
  one.close();
  await ioServer.close();
}

sockets().then(socketIo);
