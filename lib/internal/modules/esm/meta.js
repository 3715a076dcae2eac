// SPDX-License-Identifier: MIT
// import.meta of a module.

const { codes } = require('internal/errors');
const { URL, fileURLToPath } = require('internal/url');
const { dirname } = require('path');

// `resolver(specifier, parentURL)` gives the text of a URL.
function importMetaOf(url, isMain, resolver) {
  const meta = { __proto__: null };
  if (url.startsWith('file:')) {
    const filename = fileURLToPath(url);
    meta.dirname = dirname(filename);
    meta.filename = filename;
  }
  meta.main = isMain;
  meta.resolve = function resolve(specifier, parent) {
    if (parent !== undefined && typeof parent !== 'string' && !(parent instanceof URL)) {
      throw new codes.ERR_INVALID_ARG_TYPE('parentURL', ['string', 'URL'], parent);
    }
    try {
      return resolver(`${specifier}`, parent === undefined ? url : `${parent}`);
    } catch (error) {
      switch (error?.code) {
        case 'ERR_UNSUPPORTED_DIR_IMPORT':
        case 'ERR_MODULE_NOT_FOUND':
          if (error.url) return error.url;
          break;
        case 'ERR_UNSUPPORTED_ESM_URL_SCHEME': return new URL(specifier).href;
        default:
      }
      throw error;
    }
  };
  meta.url = url;
  return meta;
}

module.exports = { importMetaOf };
