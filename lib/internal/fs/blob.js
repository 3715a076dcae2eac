// SPDX-License-Identifier: MIT
// fs.openAsBlob: a Blob over a file that reads it only when asked.
const { validateString } = require('internal/validators');
const { getValidatedPath } = require('internal/fs/utils');

async function openAsBlob(path, options) {
  const { type = '' } = options;
  validateString(type, 'options.type');
  path = getValidatedPath(path);
  return await require('internal/blob').createBlobFromFilePath(path, { type });
}

module.exports = { openAsBlob };
