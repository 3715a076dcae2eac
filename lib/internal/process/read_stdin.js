// SPDX-License-Identifier: MIT
// All of standard input as text.

const { getOptionValue } = require('internal/options');

// In one go where it is no terminal and no module that ran before may want its turn meanwhile.
function readAtOnce() {
  if (getOptionValue('--import').length > 0 || getOptionValue('--require').length > 0) return undefined;
  return binding('host').readInput();
}

exports.readStdin = function readStdin(callback) {
  const whole = readAtOnce();
  if (whole !== undefined) {
    callback(whole);
    return;
  }
  const { stdin } = require('process');
  stdin.setEncoding('utf8');
  let text = '';
  stdin.on('data', (chunk) => {
    text += chunk;
  });
  stdin.on('end', () => callback(text));
};
