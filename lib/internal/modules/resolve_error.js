// SPDX-License-Identifier: MIT
// What the resolver in C found wrong, as Node's errors.

const { codes } = require('internal/errors');

// The numbers of mod_status (src/modules/resolver.h).
const kFound = 0, kIsBuiltin = 2, kNotExported = 3, kImportNotDefined = 4, kInvalidTarget = 5, kInvalidConfig = 6;
const kInvalidSpecifier = 7, kMainMissing = 8, kTargetMissing = 9, kPackageMissing = 10;

function coded(message, code, properties) {
  return Object.assign(new Error(message), { code }, properties);
}

function folderOf(packagePath) {
  return packagePath?.slice(0, -'package.json'.length);
}

const warned = new Set();

function warnOfMain(packagePath, main, request) {
  const key = `${packagePath} ${request}`;
  if (warned.has(key)) return;
  warned.add(key);
  require('process').emitWarning(
    `Invalid 'main' field in '${packagePath}' of '${main}'. Please either fix that or report it to the module author`,
    'DeprecationWarning', 'DEP0128');
}

const subpathOf = (request) => `.${request.slice(request.split('/', request[0] === '@' ? 2 : 1).join('/').length)}`;

// `found` is [status, path, path of package.json, text, detail, names the parent, is of imports].
function settle(found, request, parentPath) {
  const { 0: status, 1: path, 2: packagePath, 3: text, 4: detail, 6: isImport } = found;
  const base = found[5] ? parentPath : undefined;
  if (request.endsWith('/') && request[0] !== '#' && (status === kNotExported || status === kTargetMissing)) {
    require('internal/modules/esm/deprecations').ofTrailingSlash(packagePath, text ?? subpathOf(request), undefined);
  }
  switch (status) {
    case kFound: {
      // Only imports are told by whom they are asked for.
      if (detail !== undefined) {
        require('internal/modules/esm/deprecations').ofEmptyPart(found, isImport ? parentPath : undefined);
        return path;
      }
      warnOfMain(packagePath, require('internal/modules/package_json').mainOf(packagePath), request);
      return path;
    }
    case kIsBuiltin: return text;
    case kNotExported: throw new codes.ERR_PACKAGE_PATH_NOT_EXPORTED(folderOf(packagePath), text, base);
    case kImportNotDefined: throw new codes.ERR_PACKAGE_IMPORT_NOT_DEFINED(text, folderOf(packagePath), base);
    case kInvalidTarget:
      throw new codes.ERR_INVALID_PACKAGE_TARGET(folderOf(packagePath), text, JSON.parse(detail), isImport, base);
    case kInvalidConfig: throw new codes.ERR_INVALID_PACKAGE_CONFIG(packagePath, base, detail);
    case kInvalidSpecifier: // a path is named by require() as a URL
      throw new codes.ERR_INVALID_MODULE_SPECIFIER(text[0] === '/' && !found[5] ? `file://${text}` : text, detail, base);
    case kMainMissing:
      throw coded(`Cannot find module '${path}'. Please verify that the package.json has a valid "main" entry`,
                  'MODULE_NOT_FOUND', { path: packagePath, requestPath: request });
    case kTargetMissing: throw coded(`Cannot find module '${path}${detail ?? ''}'`, 'MODULE_NOT_FOUND', { path: packagePath });
    case kPackageMissing: throw new codes.ERR_MODULE_NOT_FOUND(text, parentPath);
    default: throw new Error(`Unknown result ${status} of resolving '${request}'`);
  }
}

module.exports = { settle };
