// SPDX-License-Identifier: MIT
//
// What the dns module warns of, once.
'use strict';

let warned = false;

exports.emptyHostname = (hostname) => {
  if (warned) return;
  warned = true;
  process.emitWarning(
    `The provided hostname "${hostname}" is not a valid hostname, and is supported in the dns module solely for compatibility.`,
    'DeprecationWarning', 'DEP0118');
};
