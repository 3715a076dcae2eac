// SPDX-License-Identifier: MIT
// fs: modes, owners and times of files.

const { parseFileMode } = require('internal/validators');
const {
  native,
  check,
  done,
  getValidatedFd,
  getValidatedPath,
  toUnixTimestamp,
  validateCallback,
  validateOwner,
} = require('internal/fs/utils');

function chmod(path, mode, callback) {
  path = getValidatedPath(path);
  mode = parseFileMode(mode, 'mode');
  native.chmod(path, mode, done(validateCallback(callback), 'chmod', path));
}

function chmodSync(path, mode) {
  path = getValidatedPath(path);
  mode = parseFileMode(mode, 'mode');
  check(native.chmod(path, mode), 'chmod', path);
}

function fchmod(fd, mode, callback) {
  fd = getValidatedFd(fd);
  mode = parseFileMode(mode, 'mode');
  native.chmod(fd, mode, done(validateCallback(callback), 'fchmod'));
}

function fchmodSync(fd, mode) {
  fd = getValidatedFd(fd);
  check(native.chmod(fd, parseFileMode(mode, 'mode')), 'fchmod');
}

function chown(path, uid, gid, callback) {
  callback = validateCallback(callback);
  path = getValidatedPath(path);
  validateOwner(uid, gid);
  native.chown(path, uid, gid, false, done(callback, 'chown', path));
}

function chownSync(path, uid, gid) {
  path = getValidatedPath(path);
  validateOwner(uid, gid);
  check(native.chown(path, uid, gid, false), 'chown', path);
}

function fchown(fd, uid, gid, callback) {
  fd = getValidatedFd(fd);
  validateOwner(uid, gid);
  native.chown(fd, uid, gid, false, done(validateCallback(callback), 'fchown'));
}

function fchownSync(fd, uid, gid) {
  fd = getValidatedFd(fd);
  validateOwner(uid, gid);
  check(native.chown(fd, uid, gid, false), 'fchown');
}

function lchown(path, uid, gid, callback) {
  callback = validateCallback(callback);
  path = getValidatedPath(path);
  validateOwner(uid, gid);
  native.chown(path, uid, gid, true, done(callback, 'lchown', path));
}

function lchownSync(path, uid, gid) {
  path = getValidatedPath(path);
  validateOwner(uid, gid);
  check(native.chown(path, uid, gid, true), 'lchown', path);
}

function utimes(path, atime, mtime, callback) {
  callback = validateCallback(callback);
  path = getValidatedPath(path);
  native.utimes(path, toUnixTimestamp(atime), toUnixTimestamp(mtime), false,
                done(callback, 'utime', path));
}

function utimesSync(path, atime, mtime) {
  path = getValidatedPath(path);
  check(native.utimes(path, toUnixTimestamp(atime), toUnixTimestamp(mtime), false),
        'utime', path);
}

function futimes(fd, atime, mtime, callback) {
  fd = getValidatedFd(fd);
  atime = toUnixTimestamp(atime, 'atime');
  mtime = toUnixTimestamp(mtime, 'mtime');
  native.utimes(fd, atime, mtime, false, done(validateCallback(callback), 'futime'));
}

function futimesSync(fd, atime, mtime) {
  fd = getValidatedFd(fd);
  check(native.utimes(fd, toUnixTimestamp(atime, 'atime'), toUnixTimestamp(mtime, 'mtime'), false),
        'futime');
}

function lutimes(path, atime, mtime, callback) {
  callback = validateCallback(callback);
  path = getValidatedPath(path);
  native.utimes(path, toUnixTimestamp(atime), toUnixTimestamp(mtime), true,
                done(callback, 'lutime', path));
}

function lutimesSync(path, atime, mtime) {
  path = getValidatedPath(path);
  check(native.utimes(path, toUnixTimestamp(atime), toUnixTimestamp(mtime), true),
        'lutime', path);
}

module.exports = {
  chmod, chmodSync, fchmod, fchmodSync, chown, chownSync, fchown, fchownSync, lchown, lchownSync, utimes, utimesSync,
  futimes, futimesSync, lutimes, lutimesSync,
};
