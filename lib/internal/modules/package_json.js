// SPDX-License-Identifier: MIT
// package.json files, read once, as objects.

const native = binding('modules');
const { getResolver, dirname } = require('internal/modules/cjs/loader');

function describe(found, base) {
  if (found === undefined) return undefined;
  const { 0: path, 1: type, 2: name, 3: main, 4: exports, 5: imports, 6: invalid } = found;
  if (invalid) {
    const { codes: { ERR_INVALID_PACKAGE_CONFIG } } = require('internal/errors');
    throw new ERR_INVALID_PACKAGE_CONFIG(path, base);
  }
  return {
    __proto__: null,
    exists: true,
    pjsonPath: path,
    name,
    main,
    type,
    exports: exports === undefined ? undefined : JSON.parse(exports),
    imports: imports === undefined ? undefined : JSON.parse(imports),
  };
}

// The package.json in a folder.
const read = (directory, base) => describe(native.packageIn(getResolver(), directory), base);
// The nearest one at or above a folder.
const scope = (directory, base) => describe(native.packageScope(getResolver(), directory), base);
const mainOf = (path) => read(dirname(path))?.main;

module.exports = { read, scope, mainOf };
