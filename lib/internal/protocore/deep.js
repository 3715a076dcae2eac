// SPDX-License-Identifier: MIT
// What is nested deeply, to the shared heap: the same program as internal/protocore/codec writes, with a stack of its own instead of calls inside of calls, so that chains of any
// length can be shared. Arrays, plain objects, Map and Set; what else may be between them is written by calls.
'use strict';

const { addressOf } = require('internal/protocore/shared');
const { SHAPE_MAX, isPlain, lengthOf, namesOf, op } = require('internal/protocore/codec');
const brands = require('internal/protocore/brands');

// An object whose parts are being written.
class Level {
  at = 0;
  nested = false;

  constructor(value, count) {
    this.value = value;
    this.count = count;
  }
}

class ArrayLevel extends Level {
  constructor(value) {
    super(value, lengthOf(value));
  }

  next(encoder) {
    const i = this.at++;
    encoder.path[encoder.depth] = i;
    const item = this.value[i];
    if (item !== undefined || i in this.value) return item;
    encoder.one(op.hole);
    return Level;
  }

  finish(encoder) {
    encoder.two(op.list, this.count);
  }
}

class RecordLevel extends Level {
  constructor(encoder, value, names) {
    super(value, names.length);
    this.names = names;
    this.shape = names.length > SHAPE_MAX ? -1 : encoder.shapeOf(names);
    this.nested = this.shape < 0;
  }

  next(encoder) {
    const name = encoder.path[encoder.depth] = this.names[this.at++];
    if (this.shape < 0) encoder.name(name);
    return this.value[name];
  }

  finish(encoder) {
    if (this.shape < 0) encoder.two(op.dictionary, this.count);
    else encoder.two(op.object, this.shape);
  }
}

// Keys and values in turn, as the writers of internal/protocore/brands give them.
class CollectionLevel extends Level {
  constructor(value, { parts, keys, code, count }) {
    super(value, parts.length);
    this.parts = parts;
    this.keys = keys;
    this.code = code;
    this.size = count;
    this.nested = true;
  }

  next(encoder) {
    encoder.path[encoder.depth] = this.keys[this.at];
    return this.parts[this.at++];
  }

  finish(encoder) {
    encoder.two(this.code, this.size);
  }
}

// The level of an object that was entered; undefined where it is written already, with `encoder.left` telling whether it may contain objects.
function levelOf(encoder, value) {
  if (Array.isArray(value)) {
    const length = lengthOf(value);
    if (length >= 4 && typeof value[0] === 'number' && encoder.numberArray(value)) return finished(encoder, value, false);
    if (length > 1024 && encoder.sparse(value)) return finished(encoder, value, true);
    return new ArrayLevel(value);
  }
  if (isPlain(value)) return new RecordLevel(encoder, value, namesOf(value));
  encoder.frozen = false;
  const collection = brands.partsOf(value);
  if (collection !== undefined) return new CollectionLevel(value, collection);
  return finished(encoder, value, brands.encodeObject(encoder, value));
}

function finished(encoder, value, nested) {
  encoder.leave(value, nested);
  return undefined;
}

// What object() of the encoder does, as far as that needs no parts.
function open(encoder, value) {
  const known = encoder.memo.get(value);
  if (known !== undefined) {
    encoder.two(op.again, known);
    return undefined;
  }
  if (addressOf(value) !== 0) {
    encoder.existing(value);
    return undefined;
  }
  encoder.enter(value);
  return levelOf(encoder, value);
}

function write(encoder, value) {
  const outer = [];
  let level = open(encoder, value);
  while (level !== undefined) {
    if (level.at === level.count) {
      level.finish(encoder);
      encoder.leave(level.value, level.nested);
      level = outer.pop();
      continue;
    }
    const item = level.next(encoder);
    if (typeof item === 'object' && item !== null) {
      level.nested = true;
      const inner = open(encoder, item);
      if (inner !== undefined) {
        outer.push(level);
        level = inner;
      }
    } else if (item !== Level) {
      encoder.value(item);
    }
  }
}

module.exports = { write };
