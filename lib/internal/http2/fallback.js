// SPDX-License-Identifier: MIT
// A secure HTTP/2 server that also serves HTTP/1: what an HTTP/1 server keeps, without listening for connections itself.

const { equip, storeOptions } = require('internal/http/server');

const nothing = 'http/1 connections are told by the listener of http/2';

function prepare(server, options) {
  storeOptions(server, options);
  const { timeout } = server;
  equip(server, options, undefined, nothing);
  server.timeout = timeout;
}

module.exports = { prepare };
