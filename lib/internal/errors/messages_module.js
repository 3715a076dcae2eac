// SPDX-License-Identifier: MIT
//
// ERR_* codes of modules, packages, child processes, workers, vm, the inspector and native addons. The rows read as in
// `internal/errors/messages`.

// Not an assignment: programs may put accessors on the prototypes of errors.
function defineURL(error, value) {
  Object.defineProperty(error, 'url', { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

const from = (base) => (base ? ` imported from ${base}` : '');

function invalidPackageTarget(packagePath, key, target, isImport = false, base = undefined) {
  const relative = typeof target === 'string' && !isImport && target.length > 0 && !target.startsWith('./');
  const hint = relative ? '; targets must start with "./"' : '';
  const where = `the package config ${packagePath}package.json${from(base)}${hint}`;
  if (key === '.') {
    return `Invalid "exports" main target ${JSON.stringify(target)} defined in ${where}`;
  }
  return `Invalid "${isImport ? 'imports' : 'exports'}" target ${JSON.stringify(target)} defined for '${key}' in ${where}`;
}

function packagePathNotExported(packagePath, subpath, base = undefined) {
  if (subpath === '.') return `No "exports" main defined in ${packagePath}package.json${from(base)}`;
  return `Package subpath '${subpath}' is not defined by "exports" in ${packagePath}package.json${from(base)}`;
}

function requireEsm(filename, hasEsmSyntax, parentPath = null, packageJsonPath = null) {
  let message = `require() of ES Module ${filename}`;
  if (parentPath !== null) message += ` from ${parentPath}`;
  message += ' not supported.';
  if (packageJsonPath === null) return message;
  const base = (path) => path.slice(path.lastIndexOf('/') + 1);
  const name = parentPath !== null && base(filename) === base(parentPath) ? filename : base(filename);
  if (hasEsmSyntax) {
    return `${message}\nInstead change the require of ${name} in ${parentPath} to a dynamic import() which is ` +
      'available in all CommonJS modules.';
  }
  return `${message}\n${name} is treated as an ES module file as it is a .js file whose nearest parent package.json ` +
    'contains "type": "module" which declares all .js files in that package scope as ES modules.\nInstead either ' +
    `rename ${name} to end in .cjs, change the requiring code to use dynamic import() which is available in all ` +
    `CommonJS modules, or change "type": "module" to "type": "commonjs" in ${packageJsonPath} to treat all .js files ` +
    'as CommonJS (using .mjs for all ES modules instead).\n';
}

module.exports = {
  __proto__: null,
  ERR_CHILD_CLOSED_BEFORE_REPLY: 'E Child closed before reply received',
  ERR_CHILD_PROCESS_IPC_REQUIRED: 'E Forked processes must have an IPC channel, missing value \'ipc\' in %s',
  ERR_CHILD_PROCESS_STDIO_MAXBUFFER: 'R %s maxBuffer length exceeded',
  ERR_DLOPEN_DISABLED: 'E Cannot load native addon because loading addons is disabled.',
  ERR_DLOPEN_FAILED: 'E %s',
  ERR_EVAL_ESM_CANNOT_PRINT: 'E --print cannot be used with ESM input',
  ERR_IMPORT_ATTRIBUTE_MISSING: 'T Module "%s" needs an import attribute of "%s: %s"',
  ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE: 'T Module "%s" is not of type "%s"',
  ERR_IMPORT_ATTRIBUTE_UNSUPPORTED: ['T', (name, value, url) => {
    return `Import attribute "${name}" with value "${value}" is not supported${url ? ` in ${url}` : ''}`;
  }],
  ERR_INPUT_TYPE_NOT_ALLOWED: 'E --input-type can only be used with string input via --eval, --print, or STDIN',
  ERR_INSPECTOR_ALREADY_ACTIVATED: 'E Inspector is already activated. Close it with inspector.close() before ' +
    'activating it again.',
  ERR_INSPECTOR_ALREADY_CONNECTED: 'E %s is already connected',
  ERR_INSPECTOR_CLOSED: 'E Session was closed',
  ERR_INSPECTOR_COMMAND: 'E Inspector error %d: %s',
  ERR_INSPECTOR_NOT_ACTIVE: 'E Inspector is not active',
  ERR_INSPECTOR_NOT_AVAILABLE: 'E Inspector is not available',
  ERR_INSPECTOR_NOT_CONNECTED: 'E Session is not connected',
  ERR_INSPECTOR_NOT_WORKER: 'E Current thread is not a worker',
  ERR_INVALID_MODULE: 'E No such module: %s',
  ERR_INVALID_MODULE_SPECIFIER: ['T', (request, reason, base) => {
    return `Invalid module "${request}" ${reason}${from(base)}`;
  }],
  ERR_INVALID_PACKAGE_CONFIG: ['E', (path, base, message) => {
    return `Invalid package config ${path}${base ? ` while importing ${base}` : ''}.${message ? ` ${message}` : ''}`;
  }],
  ERR_INVALID_PACKAGE_TARGET: ['E', invalidPackageTarget],
  ERR_INVALID_TRANSFER_OBJECT: 'T Found invalid object in transferList',
  ERR_INVALID_TYPESCRIPT_SYNTAX: 'S %s',
  ERR_IPC_CHANNEL_CLOSED: 'E Channel closed',
  ERR_IPC_DISCONNECTED: 'E IPC channel is already disconnected',
  ERR_IPC_ONE_PIPE: 'E Child process can have only one IPC pipe',
  ERR_IPC_SYNC_FORK: 'E IPC cannot be used with synchronous forks',
  ERR_LOADER_CHAIN_INCOMPLETE: 'E "%s" did not call the next hook in its chain and did not explicitly signal a ' +
    'short circuit. If this is intentional, include `shortCircuit: true` in the hook\'s return.',
  ERR_MISSING_PLATFORM_FOR_WORKER: 'E The V8 platform used by this instance of Node does not support creating Workers',
  ERR_MODULE_LINK_MISMATCH: 'T %s',
  ERR_MODULE_NOT_FOUND: ['E', function(path, base, exactUrl) {
    if (exactUrl) defineURL(this, `${exactUrl}`);
    return `Cannot find ${exactUrl ? 'module' : 'package'} '${path}' imported from ${base}`;
  }, 'this'],
  ERR_MODULE_NOT_INSTANTIATED: 'E Module is not instantiated',
  ERR_NAPI_CONS_FUNCTION: 'T Constructor must be a function',
  ERR_NAPI_INVALID_DATAVIEW_ARGS: 'R byte_offset + byte_length should be less than or equal to the size in bytes of ' +
    'the array passed in',
  ERR_NAPI_INVALID_TYPEDARRAY_ALIGNMENT: 'R start offset of %s should be a multiple of %s',
  ERR_NAPI_INVALID_TYPEDARRAY_LENGTH: 'R Invalid typed array length',
  ERR_NAPI_TSFN_CALL_JS: 'E An error occurred while calling the JavaScript portion of the thread-safe function',
  ERR_NO_CRYPTO: 'E Node.js is not compiled with OpenSSL crypto support',
  ERR_NON_CONTEXT_AWARE_DISABLED: 'E Loading non context-aware native addons has been disabled',
  ERR_PACKAGE_IMPORT_NOT_DEFINED: ['T', (specifier, packagePath, base) => {
    const where = packagePath ? ` in package ${packagePath}package.json` : '';
    return `Package import specifier "${specifier}" is not defined${where}${from(base)}`;
  }],
  ERR_PACKAGE_PATH_NOT_EXPORTED: ['E', packagePathNotExported],
  ERR_REQUIRE_ASYNC_MODULE: ['E', (filename, parentFilename) => {
    let message = 'require() cannot be used on an ESM graph with top-level await. Use import() instead. To see where ' +
      'the top-level await comes from, use --experimental-print-required-tla.';
    if (parentFilename) message += `\n  From ${parentFilename} `;
    if (filename) message += `\n  Requiring ${filename} `;
    return message;
  }],
  ERR_REQUIRE_CYCLE_MODULE: 'E %s',
  ERR_REQUIRE_ESM: ['E', requireEsm],
  ERR_REQUIRE_ESM_RACE_CONDITION: ['E', (filename, parentFilename) => {
    let message = `Cannot require() ES Module ${filename} because it is not yet fully loaded. This may be caused by a ` +
      'race condition if the module is simultaneously dynamically import()-ed via Promise.all(). Try await-ing the ' +
      'import() sequentially in a loop instead.';
    if (parentFilename) message += ` (from ${parentFilename})`;
    return message;
  }],
  ERR_UNKNOWN_BUILTIN_MODULE: 'E No such built-in module: %s',
  ERR_UNKNOWN_FILE_EXTENSION: 'T Unknown file extension "%s" for %s',
  ERR_UNKNOWN_MODULE_FORMAT: 'R Unknown module format: %s for URL %s',
  ERR_UNSUPPORTED_DIR_IMPORT: ['E', function(path, base, exactUrl) {
    if (exactUrl) defineURL(this, `${exactUrl}`);
    return `Directory import '${path}' is not supported resolving ES modules imported from ${base}`;
  }, 'this'],
  ERR_UNSUPPORTED_ESM_URL_SCHEME: ['E', (url, supported) => {
    const { formatList } = require('internal/errors/describe');
    return `Only URLs with a scheme in: ${formatList(supported)} are supported by the default ESM loader. Received ` +
      `protocol '${url.protocol}'`;
  }],
  ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING:
    'E Stripping types is currently unsupported for files under node_modules, for "%s"',
  ERR_UNSUPPORTED_RESOLVE_REQUEST: 'T Failed to resolve module specifier "%s" from "%s": Invalid relative URL or ' +
    'base scheme is not hierarchical.',
  ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX: 'S %s',
  ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING: 'T A dynamic import callback was not specified.',
  ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING_FLAG: 'T A dynamic import callback was invoked without ' +
    '--experimental-vm-modules',
  ERR_VM_MODULE_ALREADY_LINKED: 'E Module has already been linked',
  ERR_VM_MODULE_CACHED_DATA_REJECTED: 'E cachedData buffer was rejected',
  ERR_VM_MODULE_CANNOT_CREATE_CACHED_DATA: 'E Cached data cannot be created for a module which has been evaluated',
  ERR_VM_MODULE_DIFFERENT_CONTEXT: 'E Linked modules must use the same context',
  ERR_VM_MODULE_LINKING_ERRORED: 'E Linking has already failed for the provided module',
  ERR_VM_MODULE_LINK_FAILURE: ['E', function(message, cause) {
    this.cause = cause;
    return message;
  }, 'this'],
  ERR_VM_MODULE_NOT_MODULE: 'E Provided module is not an instance of Module',
  ERR_VM_MODULE_STATUS: 'E Module status %s',
  ERR_WORKER_HANDLE_NOT_RUNNING: 'E Worker handle not running',
  ERR_WORKER_INIT_FAILED: 'E Worker initialization failure: %s',
  ERR_WORKER_INVALID_EXEC_ARGV: ['E', (errors, what = 'invalid execArgv flags') => {
    return `Initiated Worker with ${what}: ${errors.join(', ')}`;
  }],
  ERR_WORKER_MESSAGING_ERRORED: 'E The destination thread threw an error while processing the message',
  ERR_WORKER_MESSAGING_FAILED: 'E Cannot find the destination thread or listener',
  ERR_WORKER_MESSAGING_SAME_THREAD: 'E Cannot sent a message to the same thread',
  ERR_WORKER_MESSAGING_TIMEOUT: 'E Sending a message to another thread timed out',
  ERR_WORKER_NOT_RUNNING: 'E Worker instance not running',
  ERR_WORKER_OUT_OF_MEMORY: 'E Worker terminated due to reaching memory limit: %s',
  ERR_WORKER_PATH: ['T', (filename) => {
    const hint = filename.startsWith('file://') ? ' Wrap file:// URLs with `new URL`.' : '';
    const data = filename.startsWith('data:text/javascript') ? ' Wrap data: URLs with `new URL`.' : '';
    return 'The worker script or module filename must be an absolute path or a relative path starting with \'./\' or ' +
      `'../'.${hint}${data} Received "${filename}"`;
  }],
  ERR_WORKER_UNSERIALIZABLE_ERROR: 'E Serializing an uncaught exception failed',
  ERR_WORKER_UNSUPPORTED_OPERATION: 'T %s is not supported in workers',
};
