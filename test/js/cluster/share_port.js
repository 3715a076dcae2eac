// SPDX-License-Identifier: MIT
// Workers listen on one port: each gets its turn, under both policies; datagrams are shared, too.
'use strict';

const assert = require('node:assert');
const cluster = require('node:cluster');
const net = require('node:net');
const dgram = require('node:dgram');

function ask(port, callback) {
  let text = '';
  net.connect(port, '127.0.0.1').setEncoding('utf8').on('data', (chunk) => { text += chunk; }).on('end', () => callback(text));
}

if (cluster.isWorker) {
  net.createServer((socket) => socket.end(`${cluster.worker.id}`)).listen(0, '127.0.0.1', () => {
    const socket = dgram.createSocket('udp4', (message, { port }) => socket.send(message, port, '127.0.0.1'));
    socket.bind(0, '127.0.0.1', () => process.send({ udp: socket.address().port }));
  });
  return;
}

cluster.schedulingPolicy = process.argv[2] === 'none' ? cluster.SCHED_NONE : cluster.SCHED_RR;
const ports = new Set();
const datagramPorts = new Set();
let ready = 0;
cluster.on('listening', (worker, { address, addressType, port }) => {
  if (addressType === 4) ports.add(port);
  assert.strictEqual(address, '127.0.0.1');
});
cluster.on('message', (worker, { udp }) => {
  datagramPorts.add(udp);
  if (++ready < 2) return;
  assert.strictEqual(ports.size, 1);
  assert.strictEqual(datagramPorts.size, 1);
  const [port] = ports;
  const seen = new Set();
  let left = 4;
  for (let i = left; i > 0; i--) {
    ask(port, (id) => {
      seen.add(id);
      if (--left > 0) return;
      if (process.argv[2] !== 'none') assert.deepStrictEqual([...seen].sort(), ['1', '2']);
      const client = dgram.createSocket('udp4', (message) => {
        assert.strictEqual(message.toString(), 'echo');
        client.close();
        cluster.disconnect(finished);
      });
      client.send('echo', udp, '127.0.0.1');
    });
  }
});
function finished() {
  assert.deepStrictEqual(Object.keys(cluster.workers), []);
  if (process.argv[2] === 'none') return;
  const { status } = require('node:child_process').spawnSync(process.execPath, [__filename, 'none'], { stdio: 'inherit' });
  assert.strictEqual(status, 0);
}
cluster.setupPrimary({ args: ['worker'] });
cluster.fork();
cluster.fork();
