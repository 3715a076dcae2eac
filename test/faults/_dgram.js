// SPDX-License-Identifier: MIT
// For tools/socket_faults.py: datagrams between two sockets, and questions to a name server. Whatever one call of the system does, a
// datagram is whole or lost, a question is answered or fails, and everything ends.
const assert = require('node:assert');
const dgram = require('node:dgram');
const { Resolver } = require('node:dns').promises;
const { once } = require('node:events');

const failures = [];
const note = ({ code }) => {
  assert.strictEqual(typeof code, 'string');
  failures.push(code);
};
const make = async () => {
  const socket = dgram.createSocket('udp4').on('error', note);
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening').catch(() => {}); // noted
  return socket;
};
const portOf = (socket) => {
  try {
    return socket.address().port || undefined; // of one that could not be bound
  } catch (error) {
    note(error);
    return undefined;
  }
};

async function messages() {
  const [one, other] = [await make(), await make()];
  const port = portOf(other);
  other.on('message', (data, from) => other.send(data, from.port, from.address, (error) => error && note(error)));
  for (let i = 0; i < 3 && port !== undefined; i++) {
    const text = `message ${i}`.repeat(i * 10 + 1);
    let came;
    const reply = new Promise((resolve) => { came = resolve; });
    const timer = setTimeout(came, 200);
    one.removeAllListeners('message').on('message', (data) => {
      assert.match(String(data), /^(message \d)\1*$/);
      came();
    });
    one.send(text, port, '127.0.0.1', (error) => error && note(error));
    await reply;
    clearTimeout(timer);
  }
  one.close();
  other.close();
}

// An answer with one address for whatever was asked.
function answer(question) {
  const head = Buffer.from(question.subarray(0, 12));
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(1, 6);
  head.writeUInt32BE(0, 8);
  const asked = question.subarray(12, question.indexOf(0, 12) + 5);
  return Buffer.concat([head, asked, Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 1, 2, 3, 4])]);
}

async function names() {
  const server = await make();
  server.on('message', (data, from) => server.send(answer(data), from.port, from.address, (error) => error && note(error)));
  const port = portOf(server);
  const resolver = new Resolver({ timeout: 100, tries: 2 });
  if (port !== undefined) resolver.setServers([`127.0.0.1:${port}`]);
  for (let i = 0; i < 2 && port !== undefined; i++) {
    try {
      assert.deepStrictEqual(await resolver.resolve4(`name${i}.test`), ['1.2.3.4']);
    } catch (error) {
      note(error);
    }
  }
  server.close();
}

messages().then(names).then(() => console.log('closed'));
process.on('exit', () => console.log('ended', failures.length <= 4));
