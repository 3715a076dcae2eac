// SPDX-License-Identifier: MIT
// For tools/socket_faults.py: a TLS server and its clients, the second with the session of the first.
const tls = require('node:tls');
const { server: identity } = require('../js/tls/fixtures/certificates');
const echo = require('./echo.js');

const sent = Buffer.from(Array.from({ length: 100000 }, (_, i) => i * 11));
const server = tls.createServer({ key: identity.key, cert: identity.cert, allowHalfOpen: true }, echo.answer);

server.on('error', echo.note).on('tlsClientError', echo.note);
server.listen(0, '127.0.0.1', async () => {
  const port = echo.portOf(server);
  if (port === undefined) return;
  const ask = async (session) => {
    let given;
    const socket = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false, session, allowHalfOpen: true });
    socket.on('session', (bytes) => { given = bytes; });
    const asked = echo.ask(socket, sent);
    socket.end(sent);
    await asked;
    return given;
  };
  await ask(await ask());
  server.close(() => console.log('closed'));
});
process.on('exit', () => console.log('ended', echo.failures.length <= 4));
