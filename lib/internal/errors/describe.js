// SPDX-License-Identifier: MIT
//
// Words for values and lists inside error messages.

const inspectShort = (value, options) => require('internal/util/inspect').inspect(value, options);

// "a", "a and b", "a, b, and c"
function formatList(list, joiner = 'and') {
  const last = list.length - 1;
  if (last <= 0) return last < 0 ? '' : `${list[0]}`;
  if (last === 1) return `${list[0]} ${joiner} ${list[1]}`;
  return `${list.slice(0, last).join(', ')}, ${joiner} ${list[last]}`;
}

function describeNumber(value) {
  return value === 0 && 1 / value < 0 ? 'type number (-0)' : `type number (${value})`;
}

function describeString(value) {
  let text = value;
  if (text.length > 28) text = `${text.slice(0, 25)}...`;
  return text.includes("'") ? `type string (${JSON.stringify(text)})` : `type string ('${text}')`;
}

// What a "Received ..." says of a value.
function determineSpecificType(value) {
  switch (typeof value) {
    case 'undefined': return 'undefined';
    case 'bigint': return `type bigint (${value}n)`;
    case 'number': return describeNumber(value);
    case 'boolean': return value ? 'type boolean (true)' : 'type boolean (false)';
    case 'symbol': return `type symbol (${String(value)})`;
    case 'function': return `function ${value.name}`;
    case 'string': return describeString(value);
  }
  if (value === null) return 'null';
  if (value.constructor && value.constructor.name) return `an instance of ${value.constructor.name}`;
  return inspectShort(value, { depth: -1 });
}

const primitives = new Set([
  'string', 'function', 'number', 'object', 'Function', 'Object', 'boolean', 'bigint', 'symbol',
]);

function subject(name) {
  if (name.endsWith(' argument')) return `The ${name} `;
  return `The "${name}" ${name.includes('.') ? 'property' : 'argument'} `;
}

// 'of type string or an instance of Buffer' for the accepted kinds.
function acceptedKinds(expected) {
  const types = [];
  const instances = [];
  const others = [];
  for (const kind of expected) {
    if (primitives.has(kind)) types.push(kind.toLowerCase());
    else if (/^[A-Z][a-zA-Z0-9]*$/.test(kind)) instances.push(kind);
    else others.push(kind);
  }
  // "object" is no primitive: where instances are named too it reads better among them.
  if (instances.length > 0) {
    const at = types.indexOf('object');
    if (at !== -1) {
      types.splice(at, 1);
      instances.push('Object');
    }
  }
  let text = '';
  if (types.length > 0) {
    text += `${types.length > 1 ? 'one of type' : 'of type'} ${formatList(types, 'or')}`;
    if (instances.length > 0 || others.length > 0) text += ' or ';
  }
  if (instances.length > 0) {
    text += `an instance of ${formatList(instances, 'or')}`;
    if (others.length > 0) text += ' or ';
  }
  if (others.length > 1) return `${text}one of ${formatList(others, 'or')}`;
  if (others.length === 1) {
    if (others[0].toLowerCase() !== others[0]) text += 'an ';
    text += others[0];
  }
  return text;
}

function invalidArgType(name, expected, actual) {
  const kinds = Array.isArray(expected) ? expected : [expected];
  return `${subject(name)}must be ${acceptedKinds(kinds)}. Received ${determineSpecificType(actual)}`;
}

function invalidArgValue(name, value, reason = 'is invalid') {
  let shown = inspectShort(value);
  if (shown.length > 128) shown = `${shown.slice(0, 128)}...`;
  const kind = name.includes('.') ? 'property' : 'argument';
  return `The ${kind} '${name}' ${reason}. Received ${shown}`;
}

// 1234567 -> 1_234_567
function withUnderscores(digits) {
  const start = digits[0] === '-' ? 1 : 0;
  let out = '';
  let end = digits.length;
  for (; end >= start + 4; end -= 3) out = `_${digits.slice(end - 3, end)}${out}`;
  return digits.slice(0, end) + out;
}

function outOfRange(name, range, input, replaceDefaultBoolean = false) {
  let message = replaceDefaultBoolean ? name : `The value of "${name}" is out of range.`;
  let received;
  if (Number.isInteger(input) && Math.abs(input) > 2 ** 32) {
    received = withUnderscores(String(input));
  } else if (typeof input === 'bigint') {
    received = String(input);
    const limit = 2n ** 32n;
    if (input > limit || input < -limit) received = withUnderscores(received);
    received += 'n';
  } else {
    received = inspectShort(input);
  }
  message += ` It must be ${range}. Received ${received}`;
  return message;
}

function missingArgs(names) {
  const words = names.map((name) => {
    return Array.isArray(name) ? name.map((n) => `"${n}"`).join(' or ') : `"${name}"`;
  });
  return `The ${formatList(words)} argument${names.length > 1 ? 's' : ''} must be specified`;
}

module.exports = {
  determineSpecificType, formatList, invalidArgType, invalidArgValue, missingArgs, outOfRange,
};
