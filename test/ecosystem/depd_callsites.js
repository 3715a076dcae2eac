// SPDX-License-Identifier: MIT
// Packages that read stacks through Error.prepareStackTrace: callsites names the caller's file, depd the place of a deprecated call.
const path = require('node:path');
const { load } = require('./_packages');

const callsites = load('callsites');
function here() { return callsites()[0]; }
const site = here();
console.log(path.basename(site.getFileName()), site.getLineNumber(), site.getFunctionName());
process.on('deprecation', (warning) => console.log(warning.name, warning.namespace, warning.message, /depd_callsites\.js:\d+:\d+/.test(warning.stack)));
const deprecate = load('depd')('my-lib');
const old = deprecate.function(function oldOne() { return 5; }, 'oldOne is old');
console.log(old(), old());
