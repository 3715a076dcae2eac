// SPDX-License-Identifier: MIT
//
// Errors in util.inspect: the stack with a corrected first line, frames that repeat or match the cause's folded, and with colours the
// library's own frames and the working directory grayed out.

const { formatValue } = require('internal/util/inspect/core');
const { getPrefix } = require('internal/util/inspect/names');
const { isNativeError } = require('internal/util/types');
const { fixEngineError } = require('internal/error_stack');
const { isStackOverflowError } = require('internal/errors');
const { uncurryThis } = require('internal/intrinsics');

const errorToString = uncurryThis(Error.prototype.toString);
const objectToString = uncurryThis(Object.prototype.toString);
const { hasOwn } = Object;

const kFoldFrom = 10; // frames that are shown as they are

// What an error says under a name; undefined where an accessor throws, which is then shown among the properties.
function read(error, key) {
  try {
    return error[key];
  } catch (thrown) {
    if (isStackOverflowError(thrown)) throw thrown;
    return undefined;
  }
}

function titleOf(error) {
  try {
    return errorToString(error);
  } catch (thrown) {
    if (isStackOverflowError(thrown)) throw thrown;
    return objectToString(error);
  }
}

// The text that stands before an error's properties. Adds cause and errors to the keys, takes away those that the text shows.
function formatError(ctx, error, shape, recurseTimes) {
  fixEngineError(error);
  const { constructor, tag, keys } = shape;
  const name = read(error, 'name') ?? 'Error';
  const given = read(error, 'message');
  const message = typeof given === 'string' ? given : '';
  let stack = stackText(ctx, error);
  dropShownKeys(ctx, keys, error, stack);
  if (hasOwn(error, 'cause')) addHidden(shape, 'cause');
  if (hasOwn(error, 'errors') && Array.isArray(read(error, 'errors'))) addHidden(shape, 'errors');
  stack = improveFirstLine(stack, constructor, name, tag);
  // Lines of the message may look like frames.
  let from = message === '' ? -1 : stack.indexOf(message);
  if (from !== -1) from += message.length;
  const at = stack.indexOf('\n    at', from);
  if (at === -1) {
    stack = `[${stack}]`;
  } else if (ctx.colors || read(error, 'cause') != null || hasMoreLines(stack, at + 1, kFoldFrom)) {
    const frames = foldFrames(ctx, error, stack.slice(at + 1).split('\n'));
    stack = `${stack.slice(0, at)}\n${(ctx.colors ? colorFrames(ctx, frames) : frames).join('\n')}`;
  }
  return ctx.indentationLvl === 0 ? stack : stack.replaceAll('\n', `\n${' '.repeat(ctx.indentationLvl)}`);
}

// Listed though it need not be enumerable.
function addHidden(shape, key) {
  if (shape.keys.includes(key)) return;
  shape.keys.push(key);
  shape.enumerable = false;
}

// Whether there are more than `count` lines from `from` on.
function hasMoreLines(text, from, count) {
  for (; count > 0; count--) {
    from = text.indexOf('\n', from) + 1;
    if (from === 0) return false;
  }
  return true;
}

function stackText(ctx, error) {
  const stack = read(error, 'stack');
  if (typeof stack === 'string' && stack !== '') return stack;
  const text = titleOf(error);
  if (!stack) return text;
  // A stack that is no string is shown like a value below the title.
  ctx.seen.push(error);
  ctx.indentationLvl += 4;
  const value = formatValue(ctx, stack, NaN);
  ctx.indentationLvl -= 4;
  ctx.seen.pop();
  return `${text}\n    ${value}`;
}

function dropShownKeys(ctx, keys, error, stack) {
  if (ctx.showHidden || keys.length === 0) return;
  for (const name of ['name', 'message', 'stack']) {
    const index = keys.indexOf(name);
    if (index === -1) continue;
    let value;
    try {
      value = error[name];
    } catch {
      if (name !== 'stack') continue; // shown as the accessor that it is
    }
    if (typeof value !== 'string' || stack.includes(value)) keys.splice(index, 1);
  }
}

// The first line names the class and the tag, where the stack says only `name`.
function improveFirstLine(stack, constructor, name, tag) {
  if (typeof name !== 'string') {
    const text = String(name);
    return stack.replace(text, () => `${text} [${getPrefix(constructor, tag, 'Error').slice(0, -1)}]`);
  }
  let { length } = name;
  const named = name.endsWith('Error') && stack.startsWith(name) &&
    (stack.length === length || stack[length] === ':' || stack[length] === '\n');
  if (constructor !== null && !named) return stack;
  let fallback = 'Error';
  if (constructor === null) {
    const start = /^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n\s+at)/.exec(stack) ?? /^([a-z_A-Z0-9-]*Error)$/.exec(stack);
    fallback = start?.[1] ?? '';
    ({ length } = fallback);
    fallback ||= 'Error';
  }
  const prefix = getPrefix(constructor, tag, fallback).slice(0, -1);
  if (name === prefix) return stack;
  if (!prefix.includes(name)) return `${prefix} [${name}]${stack.slice(length)}`;
  return length === 0 ? `${prefix}: ${stack}` : `${prefix}${stack.slice(length)}`;
}

// ---- frames ---------------------------------------------------------------------------------------------------------

function foldFrames(ctx, error, frames) {
  const cause = read(error, 'cause');
  if (cause != null && isNativeError(cause)) foldCauseFrames(ctx, frames, fixEngineError(cause));
  return frames.length > kFoldFrom ? foldRepeats(ctx, frames) : frames;
}

function foldCauseFrames(ctx, frames, cause) {
  const stack = typeof cause.stack === 'string' ? cause.stack : '';
  const at = stack.indexOf('\n    at');
  if (at === -1) return;
  const causeFrames = stack.slice(at + 1).split('\n');
  const { length, offset } = longestCommonTail(frames, causeFrames);
  if (length > 3) {
    const skipped = length - 2;
    frames.splice(offset + 1, skipped, ctx.stylize(`    ... ${skipped} lines matching cause stack trace ...`, 'undefined'));
  }
}

// The first run of frames that stands also in the other stack.
function longestCommonTail(frames, others) {
  for (let i = 0; i < frames.length - 3; i++) {
    const start = others.indexOf(frames[i]);
    if (start === -1) continue;
    const rest = others.length - start;
    if (rest <= 3) continue;
    let length = 1;
    const end = Math.min(frames.length - i, rest);
    while (length < end && frames[i + length] === others[start + length]) length++;
    if (length > 3) return { length, offset: i };
  }
  return { length: 0, offset: 0 };
}

// Recursion: a block of frames that stands several times in a row is shown once.
function foldRepeats(ctx, frames) {
  const output = [];
  let i = 0;
  while (i < frames.length) {
    const { size, times } = repeatAt(frames, i);
    for (let j = 0; j < size; j++) output.push(frames[i + j]);
    i += size;
    if (times === 0) continue;
    const folded = size * times;
    const above = times === 1 ? 'lines ...' : `${size} lines ${times} times...`;
    output.push(ctx.stylize(`    ... collapsed ${folded} duplicate lines matching above ${above}`, 'undefined'));
    i += folded;
  }
  return output;
}

const kMaxBlock = 32;

// The block at `from` that saves the most lines; { size: 1, times: 0 } where folding saves too little.
function repeatAt(frames, from) {
  let best = { size: 1, times: 0 };
  const limit = Math.min(kMaxBlock, (frames.length - from) >> 1);
  for (let size = 1; size <= limit; size++) {
    if (frames[from] !== frames[from + size]) continue;
    let times = 0;
    while (sameBlock(frames, from, from + size * (times + 1), size)) times++;
    if (size * times >= 3 && size * times > best.size * best.times) best = { size, times };
  }
  return best;
}

function sameBlock(frames, a, b, size) {
  if (b + size > frames.length) return false;
  for (let i = 0; i < size; i++) if (frames[a + i] !== frames[b + i]) return false;
  return true;
}

// ---- colours --------------------------------------------------------------------------------------------------------

const coreModule = /^ {4}at (?:[^/\\(]+ \(|)node:(.+):\d+:\d+(?:\)|$)/;

function colorFrames(ctx, frames) {
  const { ids } = require('internal/builtins');
  let known;
  const isBuiltin = (name) => {
    known ??= new Set(ids());
    return known.has(name) || known.has(`node/${name}`) || /^internal\/(?:modules\/cjs\/loader|modules\/helpers|main\/\w+|process\/\w+)$/.test(name);
  };
  let directory;
  try {
    directory = process.cwd();
  } catch {
    // The working directory is gone.
  }
  const url = directory === undefined ? undefined : require('internal/url').pathToFileURL(directory).href;
  return frames.map((line) => {
    const found = coreModule.exec(line);
    if (found !== null && isBuiltin(found[1])) return ctx.stylize(line, 'undefined');
    line = line.replace(/([/\\]node_modules[/\\])(@[^/\\]+[/\\][^/\\]+|[^/\\]+)(?=[/\\])/g, (_, folder, name) => {
      return folder + ctx.stylize(name, 'module');
    });
    if (directory === undefined) return line;
    const marked = markDirectory(ctx, line, directory);
    return marked === line ? markDirectory(ctx, line, url) : marked;
  });
}

// Grays out the working directory and the parentheses around it.
function markDirectory(ctx, line, directory) {
  let start = line.indexOf(directory);
  const separator = line[start + directory.length];
  if (start === -1 || (separator !== '/' && separator !== '\\')) return line;
  const end = start + directory.length + 1;
  let head = line.slice(0, start);
  let rest = line.slice(end);
  let open = '';
  if (line[start - 1] === '(') {
    head = line.slice(0, start - 1);
    open = '(';
    start--;
    if (rest.endsWith(')')) rest = `${rest.slice(0, -1)}${ctx.stylize(')', 'undefined')}`;
  }
  const from = open === '' ? start : start + 1;
  return `${head}${ctx.stylize(`${open}${line.slice(from, end)}`, 'undefined')}${rest}`;
}

module.exports = { formatError };
