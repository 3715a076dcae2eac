// SPDX-License-Identifier: MIT
// process.exit() runs cleanup hooks, while another thread still calls.
// Exit: 3
const { load } = require('./_addon.js');

load('async').stream_numbers((n) => {
  if (n === 5) {
    process.on('exit', () => console.log('exit'));
    process.exit(3);
  }
}, 1e6);
