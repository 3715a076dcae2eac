// SPDX-License-Identifier: MIT
// How many observers each type of entry has. Small, so that whoever might report can look without loading the timeline.
'use strict';

module.exports = new Map();
