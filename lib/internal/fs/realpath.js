// SPDX-License-Identifier: MIT
// The walk behind fs.realpath where the system cannot resolve a path: it follows any number of links, and its errors name
// the part that is at fault.

const { native, failed, fsError, textOfPath } = require('internal/fs/utils');
const { resolve } = require('path');

const STAT_LINK = 2;
const S_IFMT = 0o170000;
const S_IFLNK = 0o120000;
const S_IFIFO = 0o010000;
const S_IFSOCK = 0o140000;
const ELOOP = -40;
const linksMax = 10000; // a cycle is found long before

const doubles = new Float64Array(native.statDoubles);

// A generator that yields the system calls it needs, so that one walk serves both forms.
function* steps(path) {
  let left = resolve(textOfPath(path)).split('/').filter(Boolean).reverse();
  let current = '/';
  let links = 0;
  while (left.length > 0) {
    const next = current === '/' ? `/${left.pop()}` : `${current}/${left.pop()}`;
    const isLink = yield { lstat: next };
    if (!isLink) {
      current = next;
      continue;
    }
    if (++links > linksMax) throw fsError(ELOOP, 'stat', next);
    // A link that cannot be followed at all (a cycle) fails here, as the system says it.
    const isPipe = yield { stat: next };
    const target = yield { readlink: next };
    // The name that /proc shows for a pipe or a socket is no path: it ends here.
    if (isPipe) return resolve(current, target, left.reverse().join('/'));
    left = left.concat(resolve(current, target).split('/').filter(Boolean).reverse());
    current = '/';
  }
  return current;
}

function isLinkNow() {
  return (doubles[1] & S_IFMT) === S_IFLNK;
}

function isPipeNow() {
  const type = doubles[1] & S_IFMT;
  return type === S_IFIFO || type === S_IFSOCK;
}

function step(request, callback) {
  const { lstat, stat, readlink } = request;
  if (lstat !== undefined) {
    return native.stat(lstat, STAT_LINK, (status) => {
      callback(status < 0 ? fsError(status, 'lstat', lstat) : null, status === 0 && isLinkNow());
    });
  }
  if (stat !== undefined) {
    return native.stat(stat, 0, (status) => {
      callback(status < 0 ? fsError(status, 'stat', stat) : null, status === 0 && isPipeNow());
    });
  }
  native.readlink(readlink, 0, (status, target) => {
    callback(status < 0 ? fsError(status, 'readlink', readlink) : null, target);
  });
}

function stepSync(request) {
  const { lstat, stat, readlink } = request;
  if (lstat !== undefined) {
    const status = native.stat(lstat, STAT_LINK);
    if (status < 0) throw fsError(status, 'lstat', lstat);
    return isLinkNow();
  }
  if (stat !== undefined) {
    const status = native.stat(stat, 0);
    if (status < 0) throw fsError(status, 'stat', stat);
    return isPipeNow();
  }
  const target = native.readlink(readlink, 0);
  if (failed(target)) throw fsError(target, 'readlink', readlink);
  return target;
}

function walkSync(path) {
  const walker = steps(path);
  let state = walker.next();
  while (!state.done) state = walker.next(stepSync(state.value));
  return state.value;
}

async function walk(path) {
  const walker = steps(path);
  let state = walker.next();
  while (!state.done) {
    const request = state.value;
    const answer = await new Promise((resolve, reject) => {
      step(request, (error, value) => {
        if (error) reject(error);
        else resolve(value);
      });
    });
    state = walker.next(answer);
  }
  return state.value;
}

module.exports = { walk, walkSync };
