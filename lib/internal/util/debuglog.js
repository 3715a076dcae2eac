// SPDX-License-Identifier: MIT
//
// util.debuglog: messages on stderr for the sections that NODE_DEBUG names.

const { defineProperty } = Object;

let isNamed;
const sections = { __proto__: null };

// "SECTION 1234: ", the number in its colour.
function formatHead(options, section) {
  const { inspect } = require('internal/util/inspect');
  return `${section} ${inspect(process.pid, options)}: `;
}

// The sections of NODE_DEBUG: names in any case, `*` for anything, commas between.
function matcher() {
  if (isNamed !== undefined) return isNamed;
  const names = process.env.NODE_DEBUG;
  if (!names) return isNamed = () => false;
  const pattern = names.replace(/[|\\{}()[\]^$+?.]/g, '\\$&').replaceAll('*', '.*').replaceAll(',', '$|^');
  const regexp = new RegExp(`^${pattern}$`, 'i');
  if (regexp.test('http') || regexp.test('http2')) {
    process.emitWarning('Setting the NODE_DEBUG environment variable to \'http\' can expose sensitive data (such as ' +
      'passwords, tokens and authentication headers) in the resulting log.');
  }
  return isNamed = (section) => regexp.test(section);
}

function writerOf(section) {
  if (section in sections) return sections[section];
  if (!matcher()(section)) return sections[section] = undefined;
  const { formatWithOptions } = require('internal/util/format');
  return sections[section] = (args) => {
    const options = { colors: require('internal/util/colors').shouldColorize(process.stderr) };
    process.stderr.write(`${formatHead(options, section)}${formatWithOptions(options, ...args)}\n`);
  };
}

// A function that writes where the section is named, and its `enabled`. `callback` gets the final function once it is known.
function debuglog(section, callback) {
  section = `${section}`.toUpperCase();
  let write;
  let known = false;
  function lookUp() {
    if (known) return;
    known = true;
    write = writerOf(section);
  }
  function logger(...args) {
    if (!known) {
      lookUp();
      if (typeof callback === 'function') callback(debug);
    }
    write?.(args);
  }
  const debug = (...args) => logger(...args);
  defineProperty(logger, 'enabled', {
    __proto__: null,
    get() {
      lookUp();
      return write !== undefined;
    },
    configurable: true,
    enumerable: true,
  });
  defineProperty(debug, 'enabled', {
    __proto__: null,
    get() { return logger.enabled; },
    configurable: true,
    enumerable: true,
  });
  return logger;
}

module.exports = { debuglog, debugWithTimer: debuglog };
