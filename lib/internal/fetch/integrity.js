// SPDX-License-Identifier: MIT
//
// Subresource Integrity: whether bytes are those that a text of hashes says. The strongest kind of hash in it counts.
'use strict';

const STRENGTH = ['sha256', 'sha384', 'sha512'];

function matches(bytes, metadata) {
  let best = -1;
  let wanted = [];
  for (const item of metadata.trim().split(/\s+/)) {
    const parsed = /^(sha256|sha384|sha512)-([A-Za-z0-9+/_-]+={0,2})(?:\?.*)?$/i.exec(item);
    if (parsed === null) continue;
    const strength = STRENGTH.indexOf(parsed[1].toLowerCase());
    if (strength > best) {
      best = strength;
      wanted = [];
    }
    if (strength === best) wanted.push(parsed[2].replace(/-/g, '+').replace(/_/g, '/').replace(/=+$/, ''));
  }
  if (best === -1) return true;
  const { createHash } = require('crypto');
  return wanted.includes(createHash(STRENGTH[best]).update(bytes).digest('base64').replace(/=+$/, ''));
}

module.exports = { matches };
