// SPDX-License-Identifier: MIT
// os: every value has its shape, and functions read as their value.
const assert = require('node:assert');
const os = require('node:os');

for (const name of ['arch', 'endianness', 'homedir', 'hostname', 'machine', 'platform', 'release', 'tmpdir', 'type', 'version']) {
  assert.strictEqual(typeof os[name](), 'string', name);
  assert.strictEqual(`${os[name]}`, os[name]());
}
for (const name of ['availableParallelism', 'freemem', 'totalmem', 'uptime']) assert.ok(os[name]() > 0, name);
assert.ok(os.totalmem() >= os.freemem());
assert.strictEqual(os.loadavg().length, 3);
const { 0: cpu } = os.cpus();
assert.deepStrictEqual(Object.keys(cpu), ['model', 'speed', 'times']);
assert.deepStrictEqual(Object.keys(cpu.times), ['user', 'nice', 'sys', 'idle', 'irq']);
const lo = os.networkInterfaces().lo.find((each) => each.family === 'IPv4');
assert.deepStrictEqual(lo, {
  address: '127.0.0.1', netmask: '255.0.0.0', family: 'IPv4', mac: '00:00:00:00:00:00', internal: true, cidr: '127.0.0.1/8',
});
const user = os.userInfo();
assert.strictEqual(user.uid, process.getuid());
assert.strictEqual(os.userInfo({ encoding: 'buffer' }).username.toString(), user.username);
assert.strictEqual(os.EOL, '\n');
assert.strictEqual(os.constants.signals.SIGTERM, 15);
assert.ok(Object.isFrozen(os.constants.signals));
assert.strictEqual(os.constants.errno.ENOENT, 2);

assert.strictEqual(typeof os.getPriority(), 'number');
assert.throws(() => os.getPriority(2 ** 30), { code: 'ERR_SYSTEM_ERROR', info: { code: 'ESRCH', errno: -3, message: 'no such process', syscall: 'uv_os_getpriority' } });
assert.throws(() => os.setPriority(0, 20), { code: 'ERR_OUT_OF_RANGE' });
