// SPDX-License-Identifier: MIT
// An old collection of the constants of os, fs and crypto.

const { constants: { errno, priority, signals, dlopen } } = require('os');
const { constants: fs } = require('fs');
Object.assign(exports, dlopen, errno, priority, signals, fs);
