// SPDX-License-Identifier: MIT
// Single executables: this program is none; assets wait.

const { functions } = require('internal/unimplemented');

functions(exports, 'sea', 'getAsset getRawAsset getAssetAsBlob getAssetKeys');
exports.isSea = function isSea() { return false; };
