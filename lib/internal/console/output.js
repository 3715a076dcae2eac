// SPDX-License-Identifier: MIT
//
// Where the global console writes. While no program has touched process.stdout or process.stderr, text goes straight to the descriptor
// in one crossing; afterwards through the streams, so that programs that replace or watch them see everything.

const { writeText, guessHandleType } = binding('util');
const { isLoaded } = require('internal/builtins');

// `replaced`: process.stdout or process.stderr was assigned by the program.
const state = { replaced: false };
function useStreams() { state.replaced = true; }

function isDirect() { return !state.replaced && !isLoaded('internal/stdio'); }

// One line to descriptor 1 or 2. Errors are nobody's business, as with the streams.
function writeLine(fd, text) { writeText(fd, `${text}\n`); }

const plain = [undefined, undefined, undefined];

// True where values are shown without colours on a descriptor.
function isPlain(fd) {
  return plain[fd] ??= guessHandleType(fd) !== 'TTY' && binding('process').getenv('FORCE_COLOR') === undefined;
}

module.exports = { state, isDirect, isPlain, useStreams, writeLine };
