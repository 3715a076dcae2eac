// SPDX-License-Identifier: MIT
// blob: URLs: a registry of this thread's blobs by the id in their URL. A registered blob stays alive until it is revoked.
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');

const blobs = new Map();
const PREFIX = 'blob:nodedata:';

function createObjectURL(blob) {
  const { isBlob } = require('internal/blob');
  if (!isBlob(blob)) throw new ERR_INVALID_ARG_TYPE('obj', 'Blob', blob);
  const id = binding('url').randomId();
  blobs.set(id, blob);
  return PREFIX + id;
}

function revokeObjectURL(url) {
  if (url.startsWith(PREFIX)) blobs.delete(url.slice(PREFIX.length));
}

// The blob of a blob: URL; undefined where it is none or was revoked.
function resolveObjectURL(url) {
  url = `${url}`;
  return url.startsWith(PREFIX) ? blobs.get(url.slice(PREFIX.length)) : undefined;
}

module.exports = { createObjectURL, revokeObjectURL, resolveObjectURL };
