// SPDX-License-Identifier: MIT
// A child's descriptors of every kind: pipes in both directions, files, streams, nothing, the parent's own, a channel; a terminal.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { execFileSync, spawn, spawnSync } = require('node:child_process');
const { once } = require('node:events');

const file = path.join(os.tmpdir(), `stdio-${process.pid}`);
const program = `
const fs = require('fs');
const kind = (fd) => { try { const s = fs.fstatSync(fd); return s.isFile() ? 'file' : s.isFIFO() ? 'fifo' : s.isSocket() ? 'socket' : s.isCharacterDevice() ? 'device' : '?'; } catch { return 'none'; } };
const told = [0, 1, 2, 3, 4].map(kind).join() + ' ' + [process.stdin, process.stdout, process.stderr].map((s) => s.constructor.name + (s.isTTY ? '!' : '')).join();
`;

// What the child says of its descriptors, on the third or on standard output.
function run(stdio, from = 1) {
  const child = spawn(process.execPath, ['-e', `${program} fs.writeSync(${from}, told)`], { stdio });
  let text = '';
  child.stdio[from]?.setEncoding('utf8').on('data', (part) => { text += part; });
  return once(child, 'close').then(() => [text, child]);
}

async function main() {
  const [piped, child] = await run('pipe');
  assert.match(piped, /^(socket|fifo),(socket|fifo),(socket|fifo),[^ ]+ Socket,Socket,/);
  assert.ok(child.stdin && child.stdout && child.stderr);

  const fd = fs.openSync(file, 'w+');
  const [, quiet] = await run(['ignore', fd, fd]);
  assert.deepStrictEqual(quiet.stdio, [null, null, null]);
  assert.match(fs.readFileSync(file, 'utf8'), /^device,file,file,[^ ]+ \w+,\w+,\w+$/);

  const stream = fs.createWriteStream(file);
  await once(stream, 'open');
  const [third] = await run(['pipe', stream, 'ignore', 'pipe', 'overlapped'], 3);
  assert.match(third, /^\w+,file,device,(socket|fifo),(socket|fifo) /);
  stream.close();

  // More than a pipe holds, both ways, through a descriptor above the usual three.
  const echo = spawn(process.execPath, ['-e', 'require("net").Socket({ fd: 3 }).pipe(process.stdout)'], { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
  const large = Buffer.alloc(1 << 20, 'large ');
  echo.stdio[3].end(large);
  assert.ok(Buffer.concat(await echo.stdout.toArray()).equals(large));

  const source = fs.openSync(__filename);
  assert.ok(spawnSync('cat', { stdio: [source, 'pipe', 'ignore'] }).stdout.equals(fs.readFileSync(__filename)));
  fs.closeSync(source);
  assert.throws(() => spawn('true', { stdio: ['ipc', 'ipc'] }), { code: 'ERR_IPC_ONE_PIPE' });
  assert.throws(() => spawnSync('true', { stdio: ['pipe', 'pipe', 'ipc'] }), { code: 'ERR_IPC_SYNC_FORK' });
  for (const wrong of ['none', 5, ['none'], [{}]]) assert.throws(() => spawn('true', { stdio: wrong }), { code: /^ERR_INVALID_(ARG_VALUE|SYNC_FORK_INPUT)$/ });

  // Behind a terminal writes come out in order, and streams know its size.
  const inTerminal = 'process.stdout.write("a"); process.stderr.write("b"); process.stdout.write([process.stdin.isTTY, ' +
    'process.stdout.isTTY, process.stdout.getWindowSize().length, process.stdout.constructor.name].join()); process.exit()';
  const python = 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)';
  const shown = execFileSync('python3', ['-c', python, process.execPath, '-e', inTerminal], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  assert.strictEqual(shown.replace(/\x04|\x08|\^D/g, '').trim(), 'abtrue,true,2,WriteStream');
}

let done = false;
main().then(() => { done = true; });
process.on('exit', () => {
  fs.rmSync(file, { force: true });
  assert.ok(done);
});
