// SPDX-License-Identifier: MIT
// A chat. The server uses package `ws` (npm install ws), the guests the global WebSocket.
// Run: protojs examples/websocket_chat.js serve [PORT], then in other terminals: protojs examples/websocket_chat.js join NAME [PORT]
const readline = require('node:readline');

function serve(port) {
  const { WebSocketServer } = require('ws');
  const server = new WebSocketServer({ port });
  const tell = (text) => {
    for (const client of server.clients) client.send(text);
  };
  server.on('connection', (socket, request) => {
    const name = new URL(request.url, 'ws://localhost').searchParams.get('name') ?? 'somebody';
    tell(`${name} has come`);
    socket.on('message', (text) => tell(`${name}: ${text}`));
    socket.on('close', () => tell(`${name} has left`));
  });
  server.on('listening', () => console.log(`ws://localhost:${server.address().port}`));
}

function join(name, port) {
  const socket = new WebSocket(`ws://localhost:${port}/?name=${encodeURIComponent(name)}`);
  const lines = readline.createInterface({ input: process.stdin });
  socket.addEventListener('open', () => lines.on('line', (line) => socket.send(line)));
  socket.addEventListener('message', ({ data }) => console.log(data));
  socket.addEventListener('error', ({ message }) => console.error(message));
  socket.addEventListener('close', () => lines.close());
  lines.on('close', () => socket.close());
}

const [command, ...rest] = process.argv.slice(2);
if (command === 'serve') {
  serve(Number(rest[0] ?? 8080));
} else if (command === 'join' && rest[0]) {
  join(rest[0], Number(rest[1] ?? 8080));
} else {
  console.error('usage: websocket_chat.js serve [PORT] | join NAME [PORT]');
  process.exitCode = 2;
}
