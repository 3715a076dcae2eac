// SPDX-License-Identifier: MIT
// Errors of node:sqlite as Node's native half makes them: the code is a property, the message bare.

function coded(Base, code, message) {
  const error = new Base(message);
  error.code = code;
  return error;
}

const invalidArgument = (message) => coded(TypeError, 'ERR_INVALID_ARG_TYPE', message);
const invalidState = (message) => coded(Error, 'ERR_INVALID_STATE', message);
const illegalConstructor = () => coded(Error, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');

function checkObject(value, name) {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) {
    throw invalidArgument(`The "${name}" argument must be an object.`);
  }
}

// options[name], which is a boolean or not there.
function booleanOption(options, name, otherwise) {
  const value = options[name];
  if (value === undefined) return otherwise;
  if (typeof value !== 'boolean') throw invalidArgument(`The "options.${name}" argument must be a boolean.`);
  return value;
}

function checkBoolean(value, name) {
  if (typeof value !== 'boolean') throw invalidArgument(`The "${name}" argument must be a boolean.`);
}

function checkString(value, name) {
  if (typeof value !== 'string') throw invalidArgument(`The "${name}" argument must be a string.`);
}

function checkFunction(value, name) {
  if (typeof value !== 'function') throw invalidArgument(`The "${name}" argument must be a function.`);
}

module.exports = {
  booleanOption, checkBoolean, checkFunction, checkObject, checkString, coded, illegalConstructor, invalidArgument, invalidState,
};
