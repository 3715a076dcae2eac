// SPDX-License-Identifier: MIT
// node_modules/.bin: links to the programs of packages, which become executable.

const fs = require('fs');
const path = require('path');
const { programs } = require('internal/npm/manifest');
const { uniqueName } = require('internal/npm/util');

// A first line that ends like those of Windows names no program: the file is replaced (never changed, it may be shared with the cache).
function makeProgram(file) {
  const fd = fs.openSync(file, 'r');
  let head, stat;
  try {
    stat = fs.fstatSync(fd);
    head = Buffer.alloc(256);
    head = head.subarray(0, fs.readSync(fd, head, 0, 256, 0));
  } finally {
    fs.closeSync(fd);
  }
  if (!stat.isFile()) return;
  const end = head.indexOf('\n');
  if (head[0] === 0x23 && head[1] === 0x21 && end > 0 && head[end - 1] === 0x0d) {
    const temporary = path.join(path.dirname(file), `.${uniqueName()}`);
    const whole = fs.readFileSync(file);
    fs.writeFileSync(temporary, Buffer.concat([whole.subarray(0, end - 1), whole.subarray(end)]), { mode: 0o755 });
    fs.renameSync(temporary, file);
  } else if ((stat.mode & 0o111) !== 0o111) {
    fs.chmodSync(file, (stat.mode & 0o777) | 0o111);
  }
}

function linkTo(target, link) {
  try {
    if (fs.readlinkSync(link) === target) return;
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EINVAL') throw error;
  }
  const temporary = path.join(path.dirname(link), `.${uniqueName()}`);
  fs.symlinkSync(target, temporary);
  fs.renameSync(temporary, link);
}

// Links the programs of nodes that have a place; those of the same folder go in the order of their names, and the first has a name.
function linkBins(nodes) {
  const taken = new Set(), folders = new Map();
  for (const node of nodes) {
    const pkg = node.isLink ? node.target.pkg : node.pkg;
    if (!pkg.bin || node.parent === undefined) continue;
    const found = programs((pkg.name ?? node.name).replace(/^@[^/]*\//, ''), pkg.bin);
    const bin = path.join(node.parent.folder, 'node_modules', '.bin');
    for (const [command, inside] of Object.entries(found)) {
      const link = path.join(bin, command);
      if (taken.has(link)) continue;
      const file = path.join(node.folder, inside);
      if (!fs.existsSync(file)) continue;
      taken.add(link);
      if (!folders.has(bin)) {
        fs.mkdirSync(bin, { recursive: true });
        folders.set(bin, new Set());
      }
      folders.get(bin).add(command);
      makeProgram(file);
      linkTo(path.relative(bin, file), link);
    }
  }
  return taken;
}

// Links that lead nowhere go.
function sweepBins(folders) {
  for (const modules of folders) {
    const bin = path.join(modules, '.bin');
    if (!fs.existsSync(bin)) continue;
    for (const name of fs.readdirSync(bin)) if (!fs.existsSync(path.join(bin, name))) fs.rmSync(path.join(bin, name), { force: true });
    if (fs.readdirSync(bin).length === 0) fs.rmdirSync(bin);
  }
}

module.exports = { linkBins, sweepBins };
