// SPDX-License-Identifier: MIT
//
// Whether this process is a worker of a cluster. Small, since every listening socket looks.
'use strict';

module.exports = { isWorker: false };
