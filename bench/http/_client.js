// SPDX-License-Identifier: MIT
// usage: _client.js PORT CONNECTIONS SECONDS request|fetch. Asks for /text over kept connections, looks at each answer; prints JSON.
const http = require('node:http');

const [, , port, connections, seconds, how] = process.argv;
const agent = new http.Agent({ keepAlive: true, maxSockets: +connections });
const expected = 'Hello, World!';

function request() {
  return new Promise((resolve, reject) => {
    http.get({ port, host: '127.0.0.1', path: '/text', agent }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => { text += chunk; }).on('end', () => resolve(text)).on('error', reject);
    }).on('error', reject);
  });
}

async function byFetch() {
  return (await fetch(`http://127.0.0.1:${port}/text`)).text();
}

async function load(ask, milliseconds) {
  const end = Date.now() + milliseconds;
  const times = [];
  await Promise.all(Array.from({ length: +connections }, async () => {
    while (Date.now() < end) {
      const started = performance.now();
      if (await ask() !== expected) throw new Error('wrong answer');
      times.push(performance.now() - started);
    }
  }));
  return times.sort((a, b) => a - b);
}

async function main() {
  const ask = how === 'fetch' ? byFetch : request;
  await load(ask, seconds * 1000); // warm
  const before = process.cpuUsage();
  const times = await load(ask, seconds * 1000);
  const used = process.cpuUsage(before);
  const at = (part) => times[Math.floor(times.length * part)];
  console.log(JSON.stringify({ count: times.length, cpu: (used.user + used.system) / 1e6, p50: at(0.5), p99: at(0.99) }));
  process.exit();
}
main();
