// SPDX-License-Identifier: MIT
// What both sides of a connection can say about it agrees.
const assert = require('node:assert');
const { connect, listen } = require('./_pair');

let serverSide;
listen({}, (socket) => {
  serverSide = {
    key: socket.exportKeyingMaterial(32, 'EXPERIMENTAL test', Buffer.from('context')),
    finished: socket.getFinished(),
    peerFinished: socket.getPeerFinished(),
    cipher: socket.getCipher(),
    sigalgs: socket.getSharedSigalgs(),
    own: socket.getCertificate().serialNumber,
  };
  assert.strictEqual(socket.getEphemeralKeyInfo(), null);
  socket.end('x');
}, (port, server) => {
  const lines = [];
  const client = connect(port, {}, () => {
    assert.throws(() => client.exportKeyingMaterial(0, 'label'), { code: 'ERR_OUT_OF_RANGE' });
    const key = client.exportKeyingMaterial(32, 'EXPERIMENTAL test', Buffer.from('context'));
    client.once('data', () => {
      assert.ok(key.equals(serverSide.key));
      assert.ok(client.getFinished().equals(serverSide.peerFinished));
      assert.ok(client.getPeerFinished().equals(serverSide.finished));
      assert.deepStrictEqual(client.getCipher(), serverSide.cipher);
      assert.strictEqual(client.getPeerCertificate().serialNumber, serverSide.own);
      assert.strictEqual(client.getPeerCertificate(true).issuerCertificate.subject.CN, 'Test CA');
      assert.ok(serverSide.sigalgs.includes('ECDSA+SHA256'));
      assert.deepStrictEqual(client.getEphemeralKeyInfo(), { type: 'ECDH', name: 'X25519', size: 253 });
      assert.ok(lines.some((line) => line.startsWith('CLIENT_TRAFFIC_SECRET_0 ') && line.endsWith('\n')));
      server.close();
    });
  });
  client.on('keylog', (line) => lines.push(line.toString()));
  assert.throws(() => client.exportKeyingMaterial(10, 'label'), { code: 'ERR_TLS_INVALID_STATE' });
});
