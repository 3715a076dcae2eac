// SPDX-License-Identifier: MIT
// All of standard input as text.

exports.readStdin = function readStdin(callback) {
  const { stdin } = require('process');
  stdin.setEncoding('utf8');
  let text = '';
  stdin.on('data', (chunk) => {
    text += chunk;
  });
  stdin.on('end', () => callback(text));
};
