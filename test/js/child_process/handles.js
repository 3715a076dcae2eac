// SPDX-License-Identifier: MIT
// Handles that travel to a child: a listening server, a connection (kept or not), a datagram socket; what is no handle is refused.
const assert = require('node:assert');
const dgram = require('node:dgram');
const net = require('node:net');
const { fork } = require('node:child_process');
const { once } = require('node:events');

function child() {
  process.on('message', (what, handle) => {
    if (what === 'server') handle.on('connection', (socket) => socket.end('from the child'));
    else if (what === 'socket') handle.end(`child, ${handle.remoteAddress}`);
    else if (what === 'dgram') handle.on('message', (data, from) => handle.send(`child: ${data}`, from.port, from.address));
    if (what !== 'socket') process.send(handle === undefined ? 'no handle' : what);
  });
  process.on('disconnect', () => process.exit());
}

async function read(socket) {
  let text = '';
  for await (const part of socket.setEncoding('utf8')) text += part;
  return text;
}

const host = '127.0.0.1';

async function main() {
  const worker = fork(__filename, ['child']);
  const send = async (what, ...more) => {
    worker.send(what, ...more);
    return (await once(worker, 'message'))[0];
  };

  const server = net.createServer().listen(0, host);
  await once(server, 'listening');
  const { port } = server.address();
  assert.strictEqual(await send('server', server), 'server');
  server.close();
  await once(server, 'close');
  assert.strictEqual(await read(net.connect(port, host)), 'from the child');

  for (const options of [undefined, { keepOpen: true }]) {
    let kept;
    const giver = net.createServer({ pauseOnConnect: true }, (socket) => {
      kept = socket;
      worker.send('socket', socket, options);
    }).listen(0, host);
    await once(giver, 'listening');
    assert.strictEqual(await read(net.connect(giver.address().port, host)), 'child, 127.0.0.1');
    assert.strictEqual(kept._handle !== null, options !== undefined);
    kept.destroy();
    giver.close();
    await once(giver, 'close');
  }
  const socket = dgram.createSocket('udp4').bind(0, host);
  await once(socket, 'listening');
  const { port: datagrams } = socket.address();
  assert.strictEqual(await send('dgram', socket), 'dgram');
  socket.close();
  const asker = dgram.createSocket('udp4');
  asker.send('hey', datagrams, host);
  assert.strictEqual(String((await once(asker, 'message'))[0]), 'child: hey');
  asker.close();

  for (const wrong of [{}, 5, 'text']) {
    assert.throws(() => worker.send('x', wrong), { code: 'ERR_INVALID_HANDLE_TYPE' });
  }
  assert.strictEqual(await send('nothing'), 'no handle');
  worker.disconnect();
  assert.deepStrictEqual(await once(worker, 'exit'), [0, null]);
}

if (process.argv[2] === 'child') {
  child();
} else {
  let done = false;
  main().then(() => { done = true; });
  process.on('exit', () => assert.ok(done));
}
