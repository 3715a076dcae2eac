// SPDX-License-Identifier: MIT
//
// util.parseArgs: tokens first, values from the tokens.

const {
  codes: {
    ERR_INVALID_ARG_VALUE, ERR_PARSE_ARGS_INVALID_OPTION_VALUE, ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL,
    ERR_PARSE_ARGS_UNKNOWN_OPTION,
  },
} = require('internal/errors');
const {
  validateArray, validateBoolean, validateBooleanArray, validateObject, validateString, validateStringArray, validateUnion,
} = require('internal/validators');

const { hasOwn, keys: keysOf } = Object;

const own = (object, key) => (object !== undefined && object !== null && hasOwn(object, key) ? object[key] : undefined);

// ---- the configuration ----------------------------------------------------------------------------------------------

function mainArguments() {
  // With -e or -p there is no file name.
  const evaluated = process.execArgv.some((arg) => /^(?:-e|-p|-pe|--eval|--print)(?:=|$)/.test(arg));
  return process.argv.slice(evaluated ? 1 : 2);
}

function checkDefault(name, config) {
  const value = config.default;
  if (value === undefined) return;
  const path = `options.${name}.default`;
  if (config.type === 'string') {
    if (config.multiple) validateStringArray(value, path);
    else validateString(value, path);
  } else if (config.multiple) {
    validateBooleanArray(value, path);
  } else {
    validateBoolean(value, path);
  }
}

function checkOption(name, config) {
  validateObject(config, `options.${name}`);
  validateUnion(own(config, 'type'), `options.${name}.type`, ['string', 'boolean']);
  if (hasOwn(config, 'short')) {
    validateString(config.short, `options.${name}.short`);
    if (config.short.length !== 1) {
      throw new ERR_INVALID_ARG_VALUE(`options.${name}.short`, config.short, 'must be a single character');
    }
  }
  const multiple = own(config, 'multiple');
  if (multiple !== undefined) validateBoolean(multiple, `options.${name}.multiple`);
  checkDefault(name, { type: config.type, multiple, default: own(config, 'default') });
}

// ---- tokens ---------------------------------------------------------------------------------------------------------

// The long name of a one-letter option; the letter itself where there is none.
function longOf(short, options) {
  for (const name of keysOf(options)) if (own(options[name], 'short') === short) return name;
  return short;
}

const typeOf = (options, name) => own(own(options, name), 'type');

// -abc stands for -a -b -c where a and b take no value.
function isShortGroup(arg, options) {
  if (arg.length <= 2 || arg[0] !== '-' || arg[1] === '-') return false;
  return typeOf(options, longOf(arg[1], options)) !== 'string';
}

function isShortAndValue(arg, options) {
  if (arg.length <= 2 || arg[0] !== '-' || arg[1] === '-') return false;
  return typeOf(options, longOf(arg[1], options)) === 'string';
}

function expandGroup(arg, options) {
  const expanded = [];
  for (let i = 1; i < arg.length; i++) {
    const name = longOf(arg[i], options);
    if (typeOf(options, name) !== 'string' || i === arg.length - 1) {
      expanded.push(`-${arg[i]}`);
    } else {
      // The rest is the value.
      expanded.push(`-${arg.slice(i)}`);
      break;
    }
  }
  return expanded;
}

function argsToTokens(args, options) {
  const tokens = [];
  const rest = [...args];
  let index = -1;
  let grouped = 0;
  const option = (name, rawName, value, inlineValue) => tokens.push({ kind: 'option', name, rawName, index, value, inlineValue });
  while (rest.length > 0) {
    const arg = rest.shift();
    const next = rest[0];
    if (grouped > 0) grouped--;
    else index++;
    if (arg === '--') {
      tokens.push({ kind: 'option-terminator', index });
      for (const value of rest) tokens.push({ kind: 'positional', index: ++index, value });
      break;
    }
    if (arg.length === 2 && arg[0] === '-' && arg[1] !== '-') {
      const name = longOf(arg[1], options);
      let value;
      let inlineValue;
      if (typeOf(options, name) === 'string' && next !== undefined && next !== null) {
        // Also what looks like an option: strict mode objects later.
        value = rest.shift();
        inlineValue = false;
      }
      option(name, arg, value, inlineValue);
      if (value !== undefined) index++;
      continue;
    }
    if (isShortGroup(arg, options)) {
      const expanded = expandGroup(arg, options);
      rest.unshift(...expanded);
      grouped = expanded.length;
      continue;
    }
    if (isShortAndValue(arg, options)) {
      option(longOf(arg[1], options), `-${arg[1]}`, arg.slice(2), true);
      continue;
    }
    if (arg.length > 2 && arg.startsWith('--')) {
      const equals = arg.indexOf('=', 3);
      if (equals !== -1) {
        option(arg.slice(2, equals), arg.slice(0, equals), arg.slice(equals + 1), true);
        continue;
      }
      const name = arg.slice(2);
      let value;
      let inlineValue;
      if (typeOf(options, name) === 'string' && next !== undefined && next !== null) {
        value = rest.shift();
        inlineValue = false;
      }
      option(name, arg, value, inlineValue);
      if (value !== undefined) index++;
      continue;
    }
    tokens.push({ kind: 'positional', index, value: arg });
  }
  return tokens;
}

// ---- values ---------------------------------------------------------------------------------------------------------

function checkKnown(token, options, allowPositionals) {
  if (!hasOwn(options, token.name)) throw new ERR_PARSE_ARGS_UNKNOWN_OPTION(token.rawName, allowPositionals);
}

function checkUsage(token, options) {
  const { name, value } = token;
  const { short, type } = { short: own(options[name], 'short'), type: own(options[name], 'type') };
  const shown = `${short ? `-${short}, ` : ''}--${name}`;
  if (type === 'string' && typeof value !== 'string') {
    throw new ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${shown} <value>' argument missing`);
  }
  if (type === 'boolean' && value != null) {
    throw new ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${shown}' does not take an argument`);
  }
}

// A value that looks like an option is most often a forgotten one.
function checkAmbiguous(token) {
  if (token.inlineValue || !(token.value?.length > 1 && token.value.startsWith('-'))) return;
  const example = token.rawName.startsWith('--') ? `'${token.rawName}=-XYZ'` : `'--${token.name}=-XYZ' or '${token.rawName}-XYZ'`;
  throw new ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${token.rawName}' argument is ambiguous.
Did you forget to specify the option argument for '${token.rawName}'?
To specify an option argument starting with a dash use ${example}.`);
}

function store(name, value, options, values) {
  if (name === '__proto__') return;
  const stored = value ?? true;
  if (own(own(options, name), 'multiple')) {
    if (hasOwn(values, name)) values[name].push(stored);
    else values[name] = [stored];
  } else {
    values[name] = stored;
  }
}

// --no-x where x is a boolean option: x itself, named so.
function negativeOf(token, options, allowNegative) {
  if (!allowNegative || token.value !== undefined || !token.name.startsWith('no-')) return undefined;
  const name = token.name.slice(3);
  return typeOf(options, name) === 'boolean' ? name : undefined;
}

function parseArgs(config = { __proto__: null }) {
  const args = own(config, 'args') ?? mainArguments();
  const strict = own(config, 'strict') ?? true;
  const allowPositionals = own(config, 'allowPositionals') ?? !strict;
  const returnTokens = own(config, 'tokens') ?? false;
  const allowNegative = own(config, 'allowNegative') ?? false;
  const options = own(config, 'options') ?? { __proto__: null };
  validateArray(args, 'args');
  validateBoolean(strict, 'strict');
  validateBoolean(allowPositionals, 'allowPositionals');
  validateBoolean(returnTokens, 'tokens');
  validateBoolean(allowNegative, 'allowNegative');
  validateObject(options, 'options');
  for (const name of keysOf(options)) checkOption(name, options[name]);

  const tokens = argsToTokens(args, options);
  const result = { values: { __proto__: null }, positionals: [] };
  if (returnTokens) result.tokens = tokens;
  for (const token of tokens) {
    if (token.kind === 'option') {
      const negative = negativeOf(token, options, allowNegative);
      if (strict) {
        if (negative === undefined) {
          checkKnown(token, options, allowPositionals);
          checkUsage(token, options);
        }
        checkAmbiguous(token);
      }
      if (allowNegative && token.value === undefined && token.name.startsWith('no-')) {
        token.name = token.name.slice(3);
        store(token.name, false, options, result.values);
        continue;
      }
      store(token.name, token.value, options, result.values);
    } else if (token.kind === 'positional') {
      if (!allowPositionals) throw new ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL(token.value);
      result.positionals.push(token.value);
    }
  }
  for (const name of keysOf(options)) {
    const value = own(options[name], 'default');
    if (value !== undefined && name !== '__proto__' && !hasOwn(result.values, name)) result.values[name] = value;
  }
  return result;
}

module.exports = { parseArgs };
