// SPDX-License-Identifier: MIT
// DOMException (Web IDL): an Error with a name from a fixed table, a legacy code, and accessors instead of own properties.

const { defineProperties, defineProperty } = Object;

const kNames = [
  ['IndexSizeError', 'INDEX_SIZE_ERR'],
  [null, 'DOMSTRING_SIZE_ERR'],
  ['HierarchyRequestError', 'HIERARCHY_REQUEST_ERR'],
  ['WrongDocumentError', 'WRONG_DOCUMENT_ERR'],
  ['InvalidCharacterError', 'INVALID_CHARACTER_ERR'],
  [null, 'NO_DATA_ALLOWED_ERR'],
  ['NoModificationAllowedError', 'NO_MODIFICATION_ALLOWED_ERR'],
  ['NotFoundError', 'NOT_FOUND_ERR'],
  ['NotSupportedError', 'NOT_SUPPORTED_ERR'],
  ['InUseAttributeError', 'INUSE_ATTRIBUTE_ERR'],
  ['InvalidStateError', 'INVALID_STATE_ERR'],
  ['SyntaxError', 'SYNTAX_ERR'],
  ['InvalidModificationError', 'INVALID_MODIFICATION_ERR'],
  ['NamespaceError', 'NAMESPACE_ERR'],
  ['InvalidAccessError', 'INVALID_ACCESS_ERR'],
  [null, 'VALIDATION_ERR'],
  ['TypeMismatchError', 'TYPE_MISMATCH_ERR'],
  ['SecurityError', 'SECURITY_ERR'],
  ['NetworkError', 'NETWORK_ERR'],
  ['AbortError', 'ABORT_ERR'],
  ['URLMismatchError', 'URL_MISMATCH_ERR'],
  ['QuotaExceededError', 'QUOTA_EXCEEDED_ERR'],
  ['TimeoutError', 'TIMEOUT_ERR'],
  ['InvalidNodeTypeError', 'INVALID_NODE_TYPE_ERR'],
  ['DataCloneError', 'DATA_CLONE_ERR'],
];

const codes = { __proto__: null };
kNames.forEach(([name], at) => {
  if (name !== null) codes[name] = at + 1;
});

// Its constructor gives back an error object, to which the derived class adds its private fields: so a DOMException is a
// real error (Error.isError) and yet branded.
class ErrorObject {
  constructor(prototype) {
    const error = new Error();
    Object.setPrototypeOf(error, prototype);
    return error; // eslint-disable-line no-constructor-return
  }
}
Object.setPrototypeOf(ErrorObject, Function.prototype);

function invalidThis() {
  const { codes: { ERR_INVALID_THIS } } = require('internal/errors');
  return new ERR_INVALID_THIS('DOMException');
}

class DOMException extends ErrorObject {
  #message;
  #name;
  #code;

  constructor(message = '', options = 'Error') {
    super(new.target.prototype);
    this.#message = `${message}`;
    if (options !== null && typeof options === 'object') {
      const { name } = options;
      this.#name = name === undefined ? 'Error' : `${name}`;
      if ('cause' in options) {
        defineProperty(this, 'cause', {
          __proto__: null, value: options.cause, configurable: true, writable: true,
        });
      }
    } else {
      this.#name = `${options}`;
    }
    this.#code = codes[this.#name] ?? 0;
    // Again, now that the first line of the stack is known.
    Error.captureStackTrace(this, new.target);
  }

  get name() {
    if (!(#name in this)) throw invalidThis();
    return this.#name;
  }

  get message() {
    if (!(#name in this)) throw invalidThis();
    return this.#message;
  }

  get code() {
    if (!(#name in this)) throw invalidThis();
    return this.#code;
  }

  static is(value) {
    return value !== null && typeof value === 'object' && #name in value;
  }
}

const { is: isDOMException } = DOMException;
delete DOMException.is;

// The inheritance that programs see.
Object.setPrototypeOf(DOMException.prototype, Error.prototype);

defineProperties(DOMException.prototype, {
  name: { __proto__: null, enumerable: true },
  message: { __proto__: null, enumerable: true },
  code: { __proto__: null, enumerable: true },
});
kNames.forEach(([, constant], at) => {
  const row = { __proto__: null, value: at + 1, enumerable: true };
  defineProperty(DOMException, constant, row);
  defineProperty(DOMException.prototype, constant, row);
});
defineProperty(DOMException.prototype, Symbol.toStringTag, {
  __proto__: null, value: 'DOMException', configurable: true,
});

module.exports = { DOMException, isDOMException };
