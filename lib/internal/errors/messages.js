// SPDX-License-Identifier: MIT
//
// ERR_* codes of no particular area: 'L text' where L is the base class (E Error, T TypeError, R RangeError, S SyntaxError,
// U URIError) and %s/%d are holes; 'L!text' for system errors; [L, function] where text needs code; [L, function, 'this']
// where the function also adds properties to the error.

const lazyInspect = (value, options) => require('internal/util/inspect').inspect(value, options);
const describe = () => require('internal/errors/describe');
const specific = (value) => describe().determineSpecificType(value);

function invalidReturnValue(input, name, value) {
  const type = value?.constructor?.name ? `an instance of ${value.constructor.name}` : specific(value);
  return `Expected ${input} to be returned from the "${name}" function but got ${type}.`;
}

module.exports = {
  __proto__: null,
  ERR_ACCESS_DENIED: ['E', function(message, permission = '', resource = '') {
    this.permission = permission;
    this.resource = resource;
    return message;
  }, 'this'],
  ERR_AMBIGUOUS_ARGUMENT: 'T The "%s" argument is ambiguous. %s',
  ERR_ARG_NOT_ITERABLE: 'T %s must be iterable',
  ERR_ASSERTION: 'E %s',
  ERR_ASYNC_CALLBACK: 'T %s must be a function',
  ERR_ASYNC_TYPE: 'T Invalid name for async "type": %s',
  ERR_BROTLI_COMPRESSION_FAILED: 'E Compression failed',
  ERR_BROTLI_INVALID_PARAM: 'R %s is not a valid Brotli parameter',
  ERR_BUFFER_CONTEXT_NOT_AVAILABLE: 'E Buffer is not available for the current Context',
  ERR_BUFFER_OUT_OF_BOUNDS: ['R', (name) => {
    return name ? `"${name}" is outside of buffer bounds` : 'Attempt to access memory outside buffer bounds';
  }],
  ERR_BUFFER_TOO_LARGE: 'R Cannot create a Buffer larger than %s bytes',
  ERR_CANNOT_WATCH_SIGINT: 'E Cannot watch for SIGINT signals',
  ERR_CLOSED_MESSAGE_PORT: 'E Cannot send data on closed MessagePort',
  ERR_CONSOLE_WRITABLE_STREAM: 'T Console expects a writable stream instance for %s',
  ERR_CONSTRUCT_CALL_INVALID: 'T Constructor cannot be called',
  ERR_CONSTRUCT_CALL_REQUIRED: 'T Class constructor %s cannot be invoked without `new`',
  ERR_CONTEXT_NOT_INITIALIZED: 'E context used is not initialized',
  ERR_CPU_PROFILE_ALREADY_STARTED: 'E CPU profile already started',
  ERR_CPU_PROFILE_NOT_STARTED: 'E CPU profile not started',
  ERR_CPU_PROFILE_TOO_MANY: 'E There are too many CPU profiles',
  ERR_CPU_USAGE: 'E Unable to obtain cpu usage %s',
  ERR_DEBUGGER_ERROR: 'E %s',
  ERR_DEBUGGER_STARTUP_ERROR: 'E %s',
  ERR_DIR_CLOSED: 'E Directory handle was closed',
  ERR_DIR_CONCURRENT_OPERATION: 'E Cannot do synchronous work on directory handle with concurrent ' +
    'asynchronous operations',
  ERR_DOMAIN_CALLBACK_NOT_AVAILABLE: 'E A callback was registered through ' +
    'process.setUncaughtExceptionCaptureCallback(), which is mutually exclusive with using the `domain` module',
  ERR_DOMAIN_CANNOT_SET_UNCAUGHT_EXCEPTION_CAPTURE: 'E The `domain` module is in use, which is mutually ' +
    'exclusive with calling process.setUncaughtExceptionCaptureCallback()',
  ERR_DUPLICATE_STARTUP_SNAPSHOT_MAIN_FUNCTION: 'E Deserialize main function is already configured.',
  ERR_ENCODING_INVALID_ENCODED_DATA: ['T', function(encoding, ret) {
    this.errno = ret;
    return `The encoded data was not valid for encoding ${encoding}`;
  }, 'this'],
  ERR_ENCODING_NOT_SUPPORTED: 'R The "%s" encoding is not supported',
  ERR_EVENT_RECURSION: 'E The event "%s" is already being dispatched',
  ERR_EXECUTION_ENVIRONMENT_NOT_AVAILABLE: 'E Context not associated with Node.js environment',
  ERR_FALSY_VALUE_REJECTION: ['E', function(reason) {
    this.reason = reason;
    return 'Promise was rejected with falsy value';
  }, 'this'],
  ERR_FEATURE_UNAVAILABLE_ON_PLATFORM: 'T The feature %s is unavailable on the current platform, which is being ' +
    'used to run Node.js',
  ERR_FS_CP_DIR_TO_NON_DIR: 'E!Cannot overwrite non-directory with directory',
  ERR_FS_CP_EEXIST: 'E!Target already exists',
  ERR_FS_CP_EINVAL: 'E!Invalid src or dest',
  ERR_FS_CP_FIFO_PIPE: 'E!Cannot copy a FIFO pipe',
  ERR_FS_CP_NON_DIR_TO_DIR: 'E!Cannot overwrite directory with non-directory',
  ERR_FS_CP_SOCKET: 'E!Cannot copy a socket file',
  ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY: 'E!Cannot overwrite symlink in subdirectory of self',
  ERR_FS_CP_UNKNOWN: 'E!Cannot copy an unknown file type',
  ERR_FS_EISDIR: 'E!Path is a directory',
  ERR_FS_FILE_TOO_LARGE: 'R File size (%s) is greater than 2 GiB',
  ERR_FS_INVALID_SYMLINK_TYPE: 'E Symlink type must be one of "dir", "file", or "junction". Received "%s"',
  ERR_FS_WATCH_QUEUE_OVERFLOW: 'E fs.watch() queued more than %d events',
  ERR_HEAP_PROFILE_HAVE_BEEN_STARTED: 'E heap profiler have been started',
  ERR_HEAP_PROFILE_NOT_STARTED: 'E heap profile not started',
  ERR_ILLEGAL_CONSTRUCTOR: 'T Illegal constructor',
  ERR_INCOMPATIBLE_OPTION_PAIR: 'T Option "%s" cannot be used in combination with option "%s"',
  ERR_INTERNAL_ASSERTION: ['E', (message) => {
    const suffix = 'This is caused by either a bug in protoJS or incorrect usage of its internals.';
    return message === undefined ? suffix : `${message}\n${suffix}`;
  }],
  ERR_INVALID_ADDRESS: 'E Invalid socket address',
  ERR_INVALID_ARG_TYPE: ['T', (name, expected, actual) => describe().invalidArgType(name, expected, actual)],
  ERR_INVALID_ARG_VALUE: ['T', (name, value, reason) => describe().invalidArgValue(name, value, reason)],
  ERR_INVALID_ASYNC_ID: 'R Invalid %s value: %s',
  ERR_INVALID_BUFFER_SIZE: 'R Buffer size must be a multiple of %s',
  ERR_INVALID_CURSOR_POS: 'T Cannot set cursor row without setting its column',
  ERR_INVALID_FD: 'R "fd" must be a positive integer: %s',
  ERR_INVALID_FD_TYPE: 'T Unsupported fd type: %s',
  ERR_INVALID_FILE_URL_HOST: 'T File URL host must be "localhost" or empty on %s',
  ERR_INVALID_FILE_URL_PATH: ['T', function(reason, input) {
    if (input !== undefined) this.input = input;
    return `File URL path ${reason}`;
  }, 'this'],
  ERR_INVALID_HANDLE_TYPE: 'T This handle type cannot be sent',
  ERR_INVALID_MIME_SYNTAX: ['T', (production, text, index) => {
    const at = index !== -1 ? ` at ${index}` : '';
    return `The MIME syntax for a ${production} in "${text}" is invalid${at}`;
  }],
  ERR_INVALID_OBJECT_DEFINE_PROPERTY: 'T %s',
  ERR_INVALID_PERFORMANCE_MARK: 'T The "%s" performance mark has not been set',
  ERR_INVALID_PROTOCOL: 'T Protocol "%s" not supported. Expected "%s"',
  ERR_INVALID_REPL_EVAL_CONFIG: 'T Cannot specify both "breakEvalOnSigint" and "eval" for REPL',
  ERR_INVALID_REPL_INPUT: 'T %s',
  ERR_INVALID_RETURN_PROPERTY: ['T', (input, name, prop, value) => {
    return `Expected a valid ${input} to be returned for the "${prop}" from the "${name}" function but got ${value}.`;
  }],
  ERR_INVALID_RETURN_PROPERTY_VALUE: ['T', (input, name, prop, value) => {
    return `Expected ${input} to be returned for the "${prop}" from the "${name}" function but got ` +
      `${specific(value)}.`;
  }],
  ERR_INVALID_RETURN_VALUE: ['T', invalidReturnValue],
  ERR_INVALID_STATE: 'E Invalid state: %s',
  ERR_INVALID_SYNC_FORK_INPUT: 'T Asynchronous forks do not support Buffer, TypedArray, DataView or string input: %s',
  ERR_INVALID_THIS: 'T Value of "this" must be of type %s',
  ERR_INVALID_TUPLE: 'T %s must be an iterable %s tuple',
  ERR_INVALID_URI: 'U URI malformed',
  ERR_INVALID_URL: ['T', function(input, base = null) {
    this.code = 'ERR_INVALID_URL';
    this.input = input;
    if (base != null) this.base = base;
    return 'Invalid URL';
  }, 'this'],
  ERR_INVALID_URL_SCHEME: ['T', (expected) => {
    const list = typeof expected === 'string' ? [expected] : expected;
    return `The URL must be ${list.length === 2 ? `one of scheme ${list[0]} or ${list[1]}` : `of scheme ${list[0]}`}`;
  }],
  ERR_MEMORY_ALLOCATION_FAILED: 'E Failed to allocate memory',
  ERR_MESSAGE_TARGET_CONTEXT_UNAVAILABLE: 'E A message object could not be deserialized successfully in the ' +
    'target vm.Context',
  ERR_HEAP_PROFILE_HAVE_BEEN_STARTED: 'E Heap profile has been started',
  ERR_METHOD_NOT_IMPLEMENTED: 'E The %s method is not implemented',
  ERR_MISSING_ARGS: ['T', (...names) => describe().missingArgs(names)],
  ERR_MISSING_OPTION: 'T %s is required',
  ERR_MISSING_PASSPHRASE: 'T Passphrase required for encrypted key',
  ERR_MISSING_TRANSFERABLE_IN_TRANSFER_LIST: 'T Object that needs transfer was found in message but not listed ' +
    'in transferList',
  ERR_MULTIPLE_CALLBACK: 'E Callback called multiple times',
  ERR_NO_ICU: 'T %s is not supported on Node.js compiled without ICU',
  ERR_NO_TYPESCRIPT: 'E Node.js is not compiled with TypeScript support',
  ERR_NOT_BUILDING_SNAPSHOT: 'E Operation cannot be invoked when not building startup snapshot',
  ERR_NOT_IN_SINGLE_EXECUTABLE_APPLICATION: 'E Operation cannot be invoked when not in a single-executable application',
  ERR_NOT_SUPPORTED_IN_SNAPSHOT: 'E %s is not supported in startup snapshot',
  ERR_OPERATION_FAILED: 'E Operation failed: %s',
  ERR_OPTIONS_BEFORE_BOOTSTRAPPING: 'E Should not query options before bootstrapping is done',
  ERR_OUT_OF_RANGE: ['R', (name, range, input, whole) => describe().outOfRange(name, range, input, whole)],
  ERR_OUTOFMEMORY: 'R Out of memory',
  ERR_PARSE_ARGS_INVALID_OPTION_VALUE: 'T %s',
  ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL: ['T', (value) => {
    return `Unexpected argument '${value}'. This command does not take positional arguments`;
  }],
  ERR_PARSE_ARGS_UNKNOWN_OPTION: ['T', (option, allowPositionals) => {
    const hint = allowPositionals ?
      '. To specify a positional argument starting with a \'-\', place it at the end of the command after ' +
      `'--', as in '-- ${JSON.stringify(option)}` : '';
    return `Unknown option '${option}'${hint}`;
  }],
  ERR_PERFORMANCE_INVALID_TIMESTAMP: 'T %d is not a valid timestamp',
  ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS: 'T %s',
  ERR_PROTO_ACCESS: 'E Accessing Object.prototype.__proto__ has been disallowed with --disable-proto=throw',
  ERR_SCRIPT_EXECUTION_INTERRUPTED: 'E Script execution was interrupted by `SIGINT`',
  ERR_SCRIPT_EXECUTION_TIMEOUT: 'E Script execution timed out after %sms',
  ERR_SINGLE_EXECUTABLE_APPLICATION_ASSET_NOT_FOUND: 'E Cannot find asset %s for the single executable application',
  ERR_SOURCE_PHASE_NOT_DEFINED: 'S %s',
  ERR_SQLITE_ERROR: 'E %s',
  ERR_LOAD_SQLITE_EXTENSION: 'E %s',
  ERR_SRI_PARSE: 'S Subresource Integrity string %j had an unexpected %j at position %d',
  ERR_STREAM_ALREADY_FINISHED: 'E Cannot call %s after a stream was finished',
  ERR_STREAM_CANNOT_PIPE: 'E Cannot pipe, not readable',
  ERR_STREAM_DESTROYED: 'E Cannot call %s after a stream was destroyed',
  ERR_STREAM_NULL_VALUES: 'T May not write null values to stream',
  ERR_STREAM_PREMATURE_CLOSE: 'E Premature close',
  ERR_STREAM_PUSH_AFTER_EOF: 'E stream.push() after EOF',
  ERR_STREAM_UNABLE_TO_PIPE: 'E Cannot pipe to a closed or destroyed stream',
  ERR_STREAM_UNSHIFT_AFTER_END_EVENT: 'E stream.unshift() after end event',
  ERR_STREAM_WRAP: 'E Stream has StringDecoder set or is in objectMode',
  ERR_STREAM_WRITE_AFTER_END: 'E write after end',
  ERR_STREAM_ITER_MISSING_FLAG: 'T The stream/iter API requires the --experimental-stream-iter flag',
  ERR_STRING_TOO_LONG: ['E', (limit = 0x1fffffe8) => `Cannot create a string longer than 0x${limit.toString(16)} characters`],
  ERR_SYNTHETIC: 'E JavaScript Callstack',
  ERR_SYSTEM_ERROR: 'E!A system error occurred',
  ERR_TEST_FAILURE: ['E', function(error, failureType) {
    this.failureType = failureType;
    this.cause = error;
    const message = error?.message ?? error;
    return typeof message === 'string' ? message : lazyInspect(message);
  }, 'this'],
  ERR_TRACE_EVENTS_CATEGORY_REQUIRED: 'T At least one category is required',
  ERR_TRACE_EVENTS_UNAVAILABLE: 'E Trace events are unavailable',
  ERR_TTY_INIT_FAILED: 'E!TTY initialization failed',
  ERR_UNAVAILABLE_DURING_EXIT: 'E Cannot call function in process exit handler',
  ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET: 'E `process.setupUncaughtExceptionCapture()` was called while a ' +
    'capture callback was already active',
  ERR_UNESCAPED_CHARACTERS: 'T %s contains unescaped characters',
  ERR_UNHANDLED_ERROR: ['E', (error) => {
    return error === undefined ? 'Unhandled error.' : `Unhandled error. (${error})`;
  }],
  ERR_UNHANDLED_REJECTION: ['E', (reason) => {
    return 'This error originated either by throwing inside of an async function without a catch block, or by ' +
      'rejecting a promise which was not handled with .catch(). The promise rejected with the reason ' +
      `"${reason}".`;
  }],
  ERR_UNKNOWN_ENCODING: 'T Unknown encoding: %s',
  ERR_UNKNOWN_SIGNAL: 'T Unknown signal: %s',
  ERR_USE_AFTER_CLOSE: 'E %s was closed',
  ERR_VALID_PERFORMANCE_ENTRY_TYPE: 'E At least one valid performance entry type is required',
  ERR_WASI_ALREADY_STARTED: 'E WASI instance has already started',
  ERR_WASI_NOT_STARTED: 'E wasi.start() has not been called',
  ERR_WEBASSEMBLY_NOT_SUPPORTED: 'E WebAssembly is not supported in this environment, but is required for %s',
  ERR_WEBASSEMBLY_RESPONSE: 'T WebAssembly response %s',
  ERR_ZLIB_INITIALIZATION_FAILED: 'E Initialization failed',
  ERR_ZSTD_INVALID_PARAM: 'R %s is not a valid zstd parameter',
  HPE_INVALID_CONSTANT: 'E Parse Error',
};
