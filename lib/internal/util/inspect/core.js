// SPDX-License-Identifier: MIT
//
// util.inspect: walks a value and hands every object to the describer of its kind, which says how it opens and closes, what it is
// called and what it lists. `internal/util/inspect/layout` then arranges the texts.

const { inspect } = require('internal/util/inspect_function');

module.exports = { formatProperty, formatValue, getUserOptions, inspect, inspectArguments };

const { defaults, stylizePlain, stylizeWithColor } = require('internal/util/inspect/options');
const { escapeName, formatPrimitive, strEscape } = require('internal/util/inspect/primitives');
const { getStringWidth } = require('internal/util/inspect/width');
const { kElement, kList, kObject, reduceToSingleString } = require('internal/util/inspect/layout');
const { engineName, getConstructorName, getKeys, getPrefix, getTag } = require('internal/util/inspect/names');
const { describe } = require('internal/util/inspect/describe');
const { kindOf } = require('internal/util/kind');
const { isStackOverflowError } = require('internal/errors');

const customInspect = Symbol.for('nodejs.util.inspect.custom');
const util = binding('util');
const { getOwnPropertyDescriptor, hasOwn, setPrototypeOf } = Object;
const { apply } = Reflect;
const { toString: symbolToString } = Symbol.prototype;
const { __lookupGetter__: lookupGetter } = Object.prototype;

const kMaxBudget = 2 ** 27; // characters of one depth, after which nothing deeper is shown
const kNameMax = 24; // longer ones are rare
const identifier = /^[a-zA-Z_][a-zA-Z_0-9]*$/;

// Of a usual name without a call of the regular expression's machine.
function isIdentifier(key) {
  const { length } = key;
  if (length === 0 || length > kNameMax) return identifier.test(key);
  for (let i = 0; i < length; i++) {
    const c = key.charCodeAt(i);
    const letter = c | 32;
    if ((letter < 97 || letter > 122) && c !== 95 && (i === 0 || c < 48 || c > 57)) return false;
  }
  return true;
}

function newContext() {
  return {
    budget: [], // characters written, by depth
    indentationLvl: 0,
    seen: [],
    currentDepth: 0,
    stylize: stylizePlain,
    showHidden: defaults.showHidden,
    depth: defaults.depth,
    colors: defaults.colors,
    customInspect: defaults.customInspect,
    showProxy: defaults.showProxy,
    maxArrayLength: defaults.maxArrayLength,
    maxStringLength: defaults.maxStringLength,
    breakLength: defaults.breakLength,
    compact: defaults.compact,
    sorted: defaults.sorted,
    getters: defaults.getters,
    numericSeparator: defaults.numericSeparator,
    circular: undefined,
    userOptions: undefined,
  };
}

// All that a primitive's text depends on.
function inspectPrimitive(value) {
  const { compact, breakLength, maxStringLength, numericSeparator } = defaults;
  return formatPrimitive(defaults.colors ? stylizeWithColor : stylizePlain, value, {
    indentationLvl: 0, compact, breakLength, maxStringLength: maxStringLength ?? Infinity, numericSeparator,
  });
}

// A text for any value. The second to fourth argument may be showHidden, depth and colors, as of old.
function inspectArguments(value, opts) {
  if (arguments.length === 1 && typeof value !== 'object' && typeof value !== 'function') return inspectPrimitive(value);
  const ctx = newContext();
  if (arguments.length > 1) {
    if (arguments.length > 2) {
      if (arguments[2] !== undefined) ctx.depth = arguments[2];
      if (arguments.length > 3 && arguments[3] !== undefined) ctx.colors = arguments[3];
    }
    if (typeof opts === 'boolean') {
      ctx.showHidden = opts;
    } else if (opts) {
      for (const key of Object.keys(opts)) {
        if (hasOwn(defaults, key) || key === 'stylize') ctx[key] = opts[key];
        else ctx.userOptions ??= opts;
      }
    }
  }
  if (ctx.colors) ctx.stylize = stylizeWithColor;
  if (ctx.maxArrayLength === null) ctx.maxArrayLength = Infinity;
  if (ctx.maxStringLength === null) ctx.maxStringLength = Infinity;
  return formatValue(ctx, value, 0);
}

// The options as a custom inspect function gets them. One from another context gets no object of ours to reach our globals through.
function getUserOptions(ctx, isCrossContext) {
  const options = { stylize: ctx.stylize };
  for (const key of Object.keys(defaults)) options[key] = ctx[key];
  if (ctx.userOptions !== undefined) Object.assign(options, ctx.userOptions);
  if (!isCrossContext) return options;
  setPrototypeOf(options, null);
  for (const key of Object.keys(options)) {
    if ((typeof options[key] === 'object' || typeof options[key] === 'function') && options[key] !== null) delete options[key];
  }
  options.stylize = setPrototypeOf((value, flavour) => {
    let text;
    try {
      text = `${ctx.stylize(value, flavour)}`;
    } catch {
      // The text goes unstyled.
    }
    return typeof text === 'string' ? text : value;
  }, null);
  return options;
}

function formatValue(ctx, value, recurseTimes, typedArray) {
  if (typeof value !== 'object' && typeof value !== 'function') return formatPrimitive(ctx.stylize, value, ctx);
  if (value === null) return ctx.stylize('null', 'null');
  const context = value;
  let kind = kindOf(value);
  const isProxy = kind === 'Proxy' && !require('internal/util/types').isModuleNamespaceObject(value);
  if (isProxy) {
    const unwrapped = unwrapProxy(ctx, value, recurseTimes);
    if (typeof unwrapped === 'string') return unwrapped;
    value = unwrapped;
    kind = kindOf(value);
  }
  if (ctx.customInspect) {
    const custom = value[customInspect];
    if (typeof custom === 'function' && custom !== inspect && !isPrototypeWithConstructor(value)) {
      const text = callCustom(ctx, custom, context, recurseTimes, isProxy);
      if (text !== undefined) return text;
    }
  }
  if (isAmong(ctx.seen, value)) return circularReference(ctx, value);
  return formatObject(ctx, value, recurseTimes, typedArray, kind);
}

// They are few.
function isAmong(objects, object) {
  for (let i = 0; i < objects.length; i++) if (objects[i] === object) return true;
  return false;
}

// The innermost target, or a text where that is all to show.
function unwrapProxy(ctx, value, recurseTimes) {
  for (;;) {
    const details = util.proxyDetails(value);
    if (details === undefined) return value;
    if (details[0] === null || details[1] === null) return ctx.stylize('<Revoked Proxy>', 'special');
    if (ctx.showProxy) return require('internal/util/inspect/collections').formatProxy(ctx, details, recurseTimes);
    if (require('internal/protocore/symbols').sharedProxies.has(value)) Reflect.ownKeys(value); // its target is filled when somebody asks
    value = details[0];
  }
}

// A prototype object, whose inspect function is meant for its heirs.
function isPrototypeWithConstructor(value) {
  const descriptor = getOwnPropertyDescriptor(value, 'constructor');
  return descriptor !== undefined && typeof descriptor.value === 'function' && descriptor.value.prototype === value;
}

function callCustom(ctx, custom, context, recurseTimes, isProxy) {
  const depth = ctx.depth === null ? null : ctx.depth - recurseTimes;
  const isCrossContext = isProxy || !(context instanceof Object);
  const result = apply(custom, context, [depth, getUserOptions(ctx, isCrossContext), inspect]);
  if (result === context) return undefined;
  if (typeof result !== 'string') return formatValue(ctx, result, recurseTimes);
  return result.replaceAll('\n', `\n${' '.repeat(ctx.indentationLvl)}`);
}

function circularReference(ctx, value) {
  ctx.circular ??= new Map();
  let index = ctx.circular.get(value);
  if (index === undefined) {
    index = ctx.circular.size + 1;
    ctx.circular.set(value, index);
  }
  return ctx.stylize(`[Circular *${index}]`, 'special');
}

function formatObject(ctx, value, recurseTimes, typedArray, kind) {
  let inherited;
  if (ctx.showHidden && (recurseTimes <= ctx.depth || ctx.depth === null)) inherited = [];
  const constructor = getConstructorName(value, ctx, recurseTimes, inherited);
  if (inherited !== undefined && inherited.length === 0) inherited = undefined;
  const shape = {
    constructor,
    tag: getTag(ctx, value),
    base: '', // what stands before the braces
    open: '{',
    close: '}',
    layout: kObject,
    keys: undefined,
    inherited,
    list: undefined, // (ctx, value, recurseTimes, extra, shape) -> texts
    extra: undefined,
    hiddenKeys: undefined, // shown in brackets though not own
    enumerable: !ctx.showHidden, // whether all of `keys` surely are
  };
  const done = describe(ctx, value, shape, recurseTimes, typedArray, kind);
  if (done !== undefined) return done;
  if (recurseTimes > ctx.depth && ctx.depth !== null) {
    const name = getPrefix(constructor, shape.tag, constructor === null ? engineName(value) : '').slice(0, -1);
    return ctx.stylize(constructor === null ? name : `[${name}]`, 'special');
  }
  return formatEntries(ctx, value, shape, recurseTimes + 1);
}

function formatEntries(ctx, value, shape, recurseTimes) {
  ctx.seen.push(value);
  ctx.currentDepth = recurseTimes;
  const { indentationLvl } = ctx;
  const { keys, inherited, layout } = shape;
  let output;
  try {
    output = shape.list === undefined ? [] : shape.list(ctx, value, recurseTimes, shape.extra, shape);
    if (shape.hiddenKeys !== undefined) {
      for (const key of shape.hiddenKeys) output.push(formatHidden(ctx, value, recurseTimes, key));
    }
    for (let i = 0; i < keys.length; i++) {
      output.push((shape.enumerable ? formatUsual(ctx, value, recurseTimes, keys[i]) : undefined) ??
        formatProperty(ctx, value, recurseTimes, keys[i], layout));
    }
    if (inherited !== undefined) output.push(...inherited);
  } catch (error) {
    if (!isStackOverflowError(error)) throw error;
    ctx.seen.pop();
    ctx.indentationLvl = indentationLvl;
    const name = getPrefix(shape.constructor, shape.tag, 'Object').slice(0, -1);
    return ctx.stylize(`[${name}: Inspection interrupted prematurely. Maximum call stack size exceeded.]`, 'special');
  }
  if (ctx.circular !== undefined) markReference(ctx, value, shape);
  ctx.seen.pop();
  if (ctx.sorted) sortOutput(ctx, output, shape);
  const text = reduceToSingleString(ctx, output, shape.base, shape.open, shape.close, layout, recurseTimes, value);
  const length = (ctx.budget[recurseTimes] ?? 0) + text.length;
  ctx.budget[recurseTimes] = length;
  // Better a shallow answer than a process that runs out of memory.
  if (length > kMaxBudget) ctx.depth = -1;
  return text;
}

function formatHidden(ctx, value, recurseTimes, key) {
  ctx.indentationLvl += 2;
  const text = `${ctx.stylize(`[${key}]`, 'string')}: ${formatValue(ctx, readOrUndefined(value, key), recurseTimes)}`;
  ctx.indentationLvl -= 2;
  return text;
}

function readOrUndefined(value, key) {
  try {
    return value[key];
  } catch {
    return undefined; // a view on a detached buffer
  }
}

function markReference(ctx, value, shape) {
  const index = ctx.circular.get(value);
  if (index === undefined) return;
  const reference = ctx.stylize(`<ref *${index}>`, 'special');
  if (ctx.compact !== true) shape.base = shape.base === '' ? reference : `${reference} ${shape.base}`;
  else shape.open = `${reference} ${shape.open}`;
}

function sortOutput(ctx, output, shape) {
  const comparator = ctx.sorted === true ? undefined : ctx.sorted;
  if (shape.layout === kObject) {
    output.sort(comparator);
  } else if (shape.keys.length > 1) {
    const from = output.length - shape.keys.length;
    output.push(...output.splice(from).sort(comparator));
  }
}

// The usual property, enumerable and no accessor: a descriptor, which costs more than all else, is not made for it.
function formatUsual(ctx, value, recurseTimes, key) {
  if (typeof key !== 'string' || ctx.compact === true || lookupGetter.call(value, key) !== undefined) return undefined;
  const element = value[key];
  if (element === undefined) return undefined; // or a setter
  ctx.indentationLvl += 2;
  const text = formatValue(ctx, element, recurseTimes);
  ctx.indentationLvl -= 2;
  return `${formatName(ctx, key)}: ${text}`;
}

function formatProperty(ctx, value, recurseTimes, key, layout, descriptor, original = value) {
  descriptor ??= getOwnPropertyDescriptor(value, key) ?? { value: value[key], configurable: true, enumerable: true };
  let between = ' ';
  let text;
  if (descriptor.value !== undefined) {
    const indent = ctx.compact !== true || layout !== kObject ? 2 : 3;
    ctx.indentationLvl += indent;
    text = formatValue(ctx, descriptor.value, recurseTimes);
    if (indent === 3 && ctx.breakLength < getStringWidth(text, ctx.colors)) between = `\n${' '.repeat(ctx.indentationLvl)}`;
    ctx.indentationLvl -= indent;
  } else if (descriptor.get !== undefined) {
    text = formatGetter(ctx, original, recurseTimes, key, descriptor);
  } else {
    text = descriptor.set !== undefined ? ctx.stylize('[Setter]', 'special') : ctx.stylize('undefined', 'undefined');
  }
  if (layout === kElement) return text;
  return `${formatKey(ctx, key, descriptor)}:${between}${text}`;
}

function formatKey(ctx, key, descriptor) {
  if (typeof key === 'symbol') {
    const name = ctx.stylize(escapeName(apply(symbolToString, key, [])), 'symbol');
    return descriptor.enumerable === false ? `[${name}]` : name;
  }
  return descriptor.enumerable === false ? `[${formatName(ctx, key)}]` : formatName(ctx, key);
}

function formatName(ctx, key) {
  if (key === '__proto__') return "['__proto__']";
  return isIdentifier(key) ? ctx.stylize(`${key}`, 'name') : ctx.stylize(strEscape(`${key}`), 'string');
}

function wantsGetter(ctx, descriptor) {
  const { getters } = ctx;
  return getters && (getters === true || (getters === 'get' && descriptor.set === undefined) ||
    (getters === 'set' && descriptor.set !== undefined));
}

function formatGetter(ctx, original, recurseTimes, key, descriptor) {
  const label = descriptor.set !== undefined ? 'Getter/Setter' : 'Getter';
  const special = (text) => ctx.stylize(text, 'special');
  if (!wantsGetter(ctx, descriptor)) return special(`[${label}]`);
  ctx.indentationLvl += 2;
  let text;
  try {
    const value = apply(descriptor.get, original, []);
    if (value === null) text = `${special(`[${label}:`)} ${ctx.stylize('null', 'null')}${special(']')}`;
    else if (typeof value === 'object') text = `${special(`[${label}]`)} ${formatValue(ctx, value, recurseTimes)}`;
    else text = `${special(`[${label}:`)} ${formatPrimitiveOrFunction(ctx, value, recurseTimes)}${special(']')}`;
  } catch (error) {
    text = `${special(`[${label}:`)} <Inspection threw (${formatValue(ctx, error, recurseTimes)})>${special(']')}`;
  }
  ctx.indentationLvl -= 2;
  return text;
}

function formatPrimitiveOrFunction(ctx, value, recurseTimes) {
  return typeof value === 'function' ? formatValue(ctx, value, recurseTimes) : formatPrimitive(ctx.stylize, value, ctx);
}

Object.assign(module.exports, { getKeys, kList, stylizePlain });
