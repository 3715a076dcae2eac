// SPDX-License-Identifier: MIT
// os: what the system tells of itself.

const {
  codes: { ERR_SYSTEM_ERROR },
} = require('internal/errors');
const { validateInt32 } = require('internal/validators');

const native = binding('os');
const { defineProperties, freeze } = Object;

// A result of the binding, or the error that a negative errno stands for.
function checked(result, syscall) {
  if (typeof result !== 'number' || result >= 0) return result;
  throw systemError(result, syscall);
}

function systemError(errno, syscall) {
  const { errname, getErrorMessage } = require('internal/uv');
  return new ERR_SYSTEM_ERROR({
    errno, code: errname(errno), message: getErrorMessage(errno), syscall,
  });
}

let names;

function uname(i) {
  names ??= checked(native.uname(), 'uv_os_uname');
  return names[i];
}

function arch() {
  return process.arch;
}

function availableParallelism() {
  return native.availableParallelism();
}

function cpus() {
  const flat = checked(native.cpus(), 'uv_cpu_info');
  const result = [];
  for (let i = 0; i < flat.length; i += 7) {
    result.push({
      model: flat[i],
      speed: flat[i + 1],
      times: {
        user: flat[i + 2],
        nice: flat[i + 3],
        sys: flat[i + 4],
        idle: flat[i + 5],
        irq: flat[i + 6],
      },
    });
  }
  return result;
}

function endianness() {
  return new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 'LE' : 'BE';
}

function freemem() {
  return native.freemem();
}

function getPriority(pid) {
  if (pid === undefined) pid = 0;
  else validateInt32(pid, 'pid');
  const result = native.getPriority(pid);
  if (result >= 1000) throw systemError(1000 - result, 'uv_os_getpriority');
  return result;
}

function homedir() {
  return checked(native.homedir(), 'uv_os_homedir');
}

function hostname() {
  return checked(native.hostname(), 'uv_os_gethostname');
}

function loadavg() {
  return native.loadavg();
}

// The bits of a netmask, or null where they are not all in front.
function prefixLength(netmask, family) {
  const bits = family === 'IPv4' ?
    netmask.split('.').map((part) => (+part).toString(2).padStart(8, '0')).join('') :
    groupsOf(netmask).map((part) => part.toString(2).padStart(16, '0')).join('');
  const match = /^(1*)0*$/.exec(bits);
  return match === null ? null : match[1].length;
}

function groupsOf(address) {
  const { 0: head, 1: tail } = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...new Array(missing).fill('0'), ...after].map((part) => parseInt(part, 16));
}

function networkInterfaces() {
  const flat = checked(native.networkInterfaces(), 'uv_interface_addresses');
  const result = { __proto__: null };
  for (let i = 0; i < flat.length; i += 7) {
    const family = flat[i + 3];
    const length = prefixLength(flat[i + 2], family);
    const entry = {
      address: flat[i + 1],
      netmask: flat[i + 2],
      family,
      mac: flat[i + 4],
      internal: flat[i + 5],
      cidr: length === null ? null : `${flat[i + 1]}/${length}`,
    };
    if (flat[i + 6] !== -1) entry.scopeid = flat[i + 6];
    (result[flat[i]] ??= []).push(entry);
  }
  return result;
}

function platform() {
  return process.platform;
}

const getOSRelease = () => uname(2);
const getOSType = () => uname(0);
const getOSVersion = () => uname(1);
const getMachine = () => uname(3);

function setPriority(pid, priority) {
  if (priority === undefined) {
    priority = pid;
    pid = 0;
  }
  validateInt32(pid, 'pid');
  validateInt32(priority, 'priority', -20, 19);
  checked(native.setPriority(pid, priority), 'uv_os_setpriority');
}

function tmpdir() {
  const { env } = process;
  const path = env.TMPDIR || env.TMP || env.TEMP || '/tmp';
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

function totalmem() {
  return native.totalmem();
}

function userInfo(options) {
  let encoding = options?.encoding;
  encoding = typeof encoding === 'string' ? encoding.toLowerCase() : 'utf8';
  const asBytes = encoding !== 'utf8' && encoding !== 'utf-8';
  const user = checked(native.userInfo(asBytes), 'uv_os_get_passwd');
  const decode = (value) => {
    if (!asBytes || value === null) return value;
    const { Buffer } = require('buffer');
    const buffer = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    if (encoding === 'buffer') return buffer;
    return buffer.toString(Buffer.isEncoding(encoding) ? encoding : 'utf8');
  };
  return {
    __proto__: null,
    uid: user[0],
    gid: user[1],
    username: decode(user[2]),
    homedir: decode(user[3]),
    shell: decode(user[4]),
  };
}

function uptime() {
  return checked(native.uptime(), 'uv_uptime');
}

// `${os.type}` and os.uptime + 1 read the value.
for (const each of [arch, availableParallelism, endianness, freemem, homedir, hostname, platform,
                    getOSRelease, tmpdir, totalmem, getOSType, uptime, getOSVersion, getMachine]) {
  each[Symbol.toPrimitive] = () => each();
}

module.exports = {
  arch,
  availableParallelism,
  cpus,
  endianness,
  freemem,
  getPriority,
  homedir,
  hostname,
  loadavg,
  networkInterfaces,
  platform,
  release: getOSRelease,
  setPriority,
  tmpdir,
  totalmem,
  type: getOSType,
  userInfo,
  uptime,
  version: getOSVersion,
  machine: getMachine,
};

function makeConstants() {
  const dlopen = { __proto__: null };
  const errno = { __proto__: null };
  const signals = { __proto__: null };
  const priority = { __proto__: null };
  const reuse = native.constants(dlopen, errno, signals, priority);
  freeze(signals);
  freeze(errno);
  freeze(dlopen);
  freeze(priority);
  return { __proto__: null, UV_UDP_REUSEADDR: reuse, dlopen, errno, signals, priority };
}

defineProperties(module.exports, {
  constants: { __proto__: null, configurable: false, enumerable: true, value: makeConstants() },
  EOL: { __proto__: null, configurable: true, enumerable: true, writable: false, value: '\n' },
  devNull: {
    __proto__: null, configurable: true, enumerable: true, writable: false, value: '/dev/null',
  },
});
