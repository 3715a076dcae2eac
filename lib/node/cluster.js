// SPDX-License-Identifier: MIT
// Clusters wait for the network room; a program is always the primary.

const { functions, classes } = require('internal/unimplemented');

const EventEmitter = require('events');

const cluster = new EventEmitter();
functions(cluster, 'cluster', 'setupPrimary setupMaster fork disconnect');
classes(cluster, 'cluster', 'Worker');
module.exports = Object.assign(cluster, {
  isWorker: false,
  isMaster: true,
  isPrimary: true,
  workers: {},
  settings: {},
  SCHED_NONE: 1,
  SCHED_RR: 2,
  schedulingPolicy: 2,
});
