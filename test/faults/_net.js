// SPDX-License-Identifier: MIT
// For tools/socket_faults.py: sockets of net and their server, in one process.
const net = require('node:net');
const echo = require('./echo.js');

const sent = Buffer.from(Array.from({ length: 150000 }, (_, i) => i * 7));
const server = net.createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true }, echo.answer);

server.on('error', echo.note);
server.on('close', () => console.log('closed'));
server.listen(0, '127.0.0.1', async () => {
  const port = echo.portOf(server);
  if (port === undefined) return;
  const ask = async (options) => {
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true, ...options });
    const asked = echo.ask(socket, sent);
    socket.write(sent.subarray(0, 10));
    socket.end(sent.subarray(10));
    await asked;
  };
  await ask({});
  await ask({ noDelay: true, keepAlive: true, localAddress: '127.0.0.1' });
  await ask({ host: 'both', autoSelectFamily: true, lookup: (name, options, callback) =>
    callback(null, [{ address: '127.0.0.1', family: 4 }, { address: '127.0.0.1', family: 4 }]) });
  server.close();
});
process.on('exit', () => console.log('ended', echo.failures.length <= 3));
