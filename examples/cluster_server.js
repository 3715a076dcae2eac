// SPDX-License-Identifier: MIT
// One HTTP server in as many processes as there are cores; a worker that dies is replaced. Run: protojs examples/cluster_server.js [PORT]
const cluster = require('node:cluster');
const http = require('node:http');
const os = require('node:os');

if (cluster.isPrimary) {
  for (let i = 0; i < os.availableParallelism(); i++) cluster.fork();
  cluster.on('listening', (worker, { port }) => console.log(`worker ${worker.id} (${worker.process.pid}) listens on ${port}`));
  cluster.on('exit', (worker, code, signal) => {
    if (worker.exitedAfterDisconnect) return;
    console.log(`worker ${worker.id} died (${signal ?? code}), starting another`);
    cluster.fork();
  });
  process.on('SIGINT', () => cluster.disconnect(() => process.exit()));
} else {
  process.on('SIGINT', () => {}); // the primary tells when to leave
  http.createServer((request, response) => response.end(`worker ${cluster.worker.id}\n`)).listen(Number(process.argv[2] ?? 8080));
}
