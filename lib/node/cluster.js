// SPDX-License-Identifier: MIT
//
// Clusters: several processes that listen on the same addresses.
'use strict';

const worker = require('internal/cluster/state').isWorker || Object.hasOwn(process.env, 'NODE_UNIQUE_ID');
module.exports = (worker ? require('internal/cluster/child') : require('internal/cluster/primary')).cluster;
