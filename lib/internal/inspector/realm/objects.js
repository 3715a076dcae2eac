// SPDX-License-Identifier: MIT
// Values of the program as the protocol's remote objects: types, descriptions, previews, properties; and the table of those that a front end holds. Evaluated in a
// context of its own, so the intrinsics here are nobody else's; those of the program come by `host`.

const kPreviewProperties = 5;
const kPreviewElements = 100;
const kPreviewText = 100;

exports.create = (host) => {
  const { types, promiseState, proxyTarget, functionText } = host;

  // ---- what a value is ---------------------------------------------------------------------------------------------------

  function ownValue(object, key) {
    try {
      return Reflect.getOwnPropertyDescriptor(object, key)?.value;
    } catch {
      return undefined;
    }
  }

  function prototypeOf(object) {
    try {
      return Reflect.getPrototypeOf(object);
    } catch {
      return null;
    }
  }

  // The name of the constructor, as far as it can be had without running the program's code.
  function classNameOf(object) {
    if (types.isProxy(object)) return typeof object === 'function' ? 'Function' : 'Object';
    for (let at = object, depth = 0; at !== null && depth < 100; at = prototypeOf(at), depth++) {
      const constructor = types.isProxy(at) ? undefined : ownValue(at, 'constructor');
      if (typeof constructor === 'function') {
        const name = types.isProxy(constructor) ? undefined : ownValue(constructor, 'name');
        if (typeof name === 'string' && name !== '') return name;
      }
    }
    return typeof object === 'function' ? 'Function' : 'Object';
  }

  const kSubtypes = [
    ['proxy', types.isProxy], ['array', Array.isArray], ['regexp', types.isRegExp], ['date', types.isDate], ['map', types.isMap],
    ['set', types.isSet], ['weakmap', types.isWeakMap], ['weakset', types.isWeakSet], ['iterator', types.isMapIterator],
    ['iterator', types.isSetIterator], ['generator', types.isGeneratorObject], ['error', types.isNativeError], ['promise', types.isPromise],
    ['typedarray', types.isTypedArray], ['arraybuffer', types.isAnyArrayBuffer], ['dataview', types.isDataView],
  ];

  function subtypeOf(value) {
    if (value === null) return 'null';
    if (typeof value !== 'object') return undefined;
    for (const { 0: name, 1: is } of kSubtypes) if (is(value)) return name;
    return host.isError(value) ? 'error' : undefined;
  }

  const sizeOfMap = Object.getOwnPropertyDescriptor(Map.prototype, 'size').get;
  const sizeOfSet = Object.getOwnPropertyDescriptor(Set.prototype, 'size').get;
  const typedLength = Object.getOwnPropertyDescriptor(Reflect.getPrototypeOf(Uint8Array.prototype), 'length').get;

  function withoutOwnFrames(stack) {
    if (!stack.includes('(node:internal/inspector/') && !stack.includes('at node:internal/inspector/')) return stack;
    const lines = stack.split('\n');
    const end = lines.findIndex((line) => /(?:\(|at )node:internal\/inspector\//.test(line));
    return lines.slice(0, /^\s+at evaluate \((?:<anonymous>|native)\)$/.test(lines[end - 1]) ? end - 1 : end).join('\n');
  }

  function describeError(error) {
    let stack;
    try {
      ({ stack } = error);
    } catch {
      // A getter of the program's threw.
    }
    if (typeof stack === 'string' && stack !== '') return withoutOwnFrames(stack);
    const message = ownValue(error, 'message');
    return typeof message === 'string' && message !== '' ? `${classNameOf(error)}: ${message}` : classNameOf(error);
  }

  function describe(value, subtype) {
    const name = classNameOf(value);
    switch (subtype) {
      case 'array': return `${name}(${value.length})`;
      case 'typedarray': return `${name}(${Reflect.apply(typedLength, value, [])})`;
      case 'regexp': return Reflect.apply(RegExp.prototype.toString, value, []);
      case 'date': return Reflect.apply(Date.prototype.toString, value, []);
      case 'map': return `${name}(${Reflect.apply(sizeOfMap, value, [])})`;
      case 'set': return `${name}(${Reflect.apply(sizeOfSet, value, [])})`;
      case 'error': return describeError(value);
      case 'arraybuffer': return `${name}(${value.byteLength})`;
      case 'dataview': return `${name}(${value.byteLength})`;
      case 'proxy': {
        const target = proxyTarget(value);
        return target === null || target === undefined ? 'Proxy' : `Proxy(${classNameOf(target)})`;
      }
      default: return typeof value === 'function' ? functionText(value) : name;
    }
  }

  // What a number is that JSON has no word for.
  function unserializable(number) {
    return Object.is(number, -0) ? '-0' : Number.isFinite(number) ? undefined : String(number);
  }

  // ---- previews ----------------------------------------------------------------------------------------------------------

  function shorten(text) {
    return text.length <= kPreviewText ? text : `${text.slice(0, kPreviewText / 2)}\u2026${text.slice(1 - kPreviewText / 2)}`;
  }

  function shortValue(value, name) {
    const type = typeof value;
    const entry = { name, type };
    const subtype = subtypeOf(value);
    if (subtype !== undefined) entry.subtype = subtype;
    if (value === null || value === undefined) entry.value = String(value);
    else if (type === 'string') entry.value = shorten(value);
    else if (type === 'number') entry.value = unserializable(value) ?? String(value);
    else if (type === 'bigint') entry.value = `${value}n`;
    else if (type === 'symbol') entry.value = shorten(value.toString());
    else if (type === 'boolean') entry.value = String(value);
    else if (type === 'function') entry.value = '';
    else entry.value = shorten(subtype === 'error' ? describe(value, subtype).split('\n', 1)[0] : describe(value, subtype));
    return entry;
  }

  function keysOf(object) {
    try {
      return Reflect.ownKeys(object);
    } catch {
      return [];
    }
  }

  function isIndex(key) {
    return typeof key === 'string' && /^(?:0|[1-9]\d{0,9})$/.test(key);
  }

  function previewProperties(object, subtype) {
    const properties = [];
    const isList = subtype === 'array' || subtype === 'typedarray';
    const most = isList ? kPreviewElements : kPreviewProperties;
    for (const key of keysOf(object)) {
      if (isList && key === 'length') continue;
      if (subtype === 'error' && (key === 'stack' || key === 'message')) continue;
      const descriptor = descriptorOf(object, key);
      if (descriptor === undefined || !descriptor.enumerable) continue;
      if (properties.length === most) return { overflow: true, properties };
      const name = typeof key === 'symbol' ? key.toString() : key;
      properties.push('value' in descriptor ? shortValue(descriptor.value, name) : { name, type: 'accessor' });
    }
    return { overflow: false, properties };
  }

  function previewEntries(value, subtype) {
    if (subtype !== 'map' && subtype !== 'set') return undefined;
    const entries = [];
    const iterator = Reflect.apply(subtype === 'map' ? Map.prototype.entries : Set.prototype.values, value, []);
    for (let step = iterator.next(); !step.done && entries.length < kPreviewProperties; step = iterator.next()) {
      if (subtype === 'map') {
        entries.push({ key: shortObject(step.value[0]), value: shortObject(step.value[1]) });
      } else {
        entries.push({ value: shortObject(step.value) });
      }
    }
    return entries;
  }

  function shortObject(value) {
    const { type, subtype, value: description } = shortValue(value, '');
    const preview = { type, description, overflow: false, properties: [] };
    if (subtype !== undefined) preview.subtype = subtype;
    return preview;
  }

  function previewOf(value) {
    const subtype = subtypeOf(value);
    const preview = { type: typeof value, description: describe(value, subtype), ...previewProperties(value, subtype) };
    if (subtype !== undefined) preview.subtype = subtype;
    const entries = previewEntries(value, subtype);
    if (entries !== undefined) preview.entries = entries;
    return preview;
  }

  // ---- plain values ------------------------------------------------------------------------------------------------------

  function plainValue(value, seen = new Set()) {
    const type = typeof value;
    if (type === 'bigint' || type === 'symbol') throw new host.ProtocolError('Object couldn\'t be returned by value');
    if (type === 'function') return {};
    if (type !== 'object' || value === null) return value;
    if (seen.has(value)) throw new host.ProtocolError('Object reference chain is too long');
    if (seen.size > 1000) throw new host.ProtocolError('Object reference chain is too long');
    seen.add(value);
    let result;
    if (Array.isArray(value)) {
      result = [];
      for (let i = 0; i < value.length; i++) result.push(value[i] === undefined ? null : plainValue(value[i], seen));
    } else {
      result = {};
      for (const key of Object.keys(value)) {
        const member = value[key];
        if (member !== undefined) Object.defineProperty(result, key, { value: plainValue(member, seen), enumerable: true });
      }
    }
    seen.delete(value);
    return result;
  }

  // ---- the table ---------------------------------------------------------------------------------------------------------

  function descriptorOf(object, key) {
    try {
      return Reflect.getOwnPropertyDescriptor(object, key);
    } catch {
      return undefined;
    }
  }

  class Objects {
    #last = 0;
    #held = new Map();

    // A remote object. Objects are held under an id until their group or they themselves are released.
    wrap(value, { group = '', byValue = false, preview = false } = {}) {
      const type = typeof value;
      const remote = { type };
      if (value === undefined) return remote;
      if (value === null) return { type, subtype: 'null', value };
      if (type === 'string' || type === 'boolean') return { type, value };
      if (type === 'number') {
        const word = unserializable(value);
        return word === undefined ? { type, value, description: String(value) } : { type, unserializableValue: word, description: word };
      }
      if (type === 'bigint') return { type, unserializableValue: `${value}n`, description: `${value}n` };
      if (byValue) return { type, value: plainValue(value) };
      if (type === 'symbol') {
        remote.description = value.toString();
      } else {
        const subtype = subtypeOf(value);
        if (subtype !== undefined) remote.subtype = subtype;
        remote.className = classNameOf(value);
        remote.description = describe(value, subtype);
      }
      remote.objectId = this.hold(value, group);
      if (preview && type === 'object') remote.preview = previewOf(value);
      return remote;
    }

    hold(value, group) { return this.#add({ value, group }); }

    // What is looked for when somebody asks: `resolve()` gives an object, or { names(), get(name) } of a scope.
    holdLater(resolve, group) { return this.#add({ resolve, group }); }

    #add(entry) {
      const id = `${host.isolate}.1.${++this.#last}`;
      this.#held.set(id, entry);
      return id;
    }

    entry(id) {
      const entry = this.#held.get(id);
      if (entry === undefined) throw new host.ProtocolError('Could not find object with given id');
      if (entry.resolve !== undefined) {
        Object.assign(entry, entry.resolve());
        entry.resolve = undefined;
      }
      return entry;
    }

    get(id) { return this.entry(id).value; }

    release(id) { this.#held.delete(id); }

    releaseGroup(group) {
      for (const { 0: id, 1: entry } of this.#held) if (entry.group === group) this.#held.delete(id);
    }

    // An argument of a call.
    unwrap(argument) {
      if (typeof argument.objectId === 'string') return this.get(argument.objectId);
      const word = argument.unserializableValue;
      if (typeof word === 'string') {
        if (/^-?\d+n$/.test(word)) return BigInt(word.slice(0, -1));
        return word === '-0' ? -0 : Number(word);
      }
      return host.toProgram(argument.value);
    }

    // ---- properties ------------------------------------------------------------------------------------------------------

    properties(id, { ownProperties = false, accessorPropertiesOnly = false, generatePreview = false, nonIndexedPropertiesOnly = false }) {
      const entry = this.entry(id);
      const options = { group: entry.group, preview: generatePreview };
      if (entry.scopes !== undefined) return { result: this.#ofScopes(entry.scopes, options) };
      const object = entry.value;
      if ((typeof object !== 'object' && typeof object !== 'function') || object === null) {
        throw new host.ProtocolError('Value with given id is not an object');
      }
      const result = [];
      const seen = new Set();
      for (let at = object, depth = 0; at !== null && depth < 100; at = prototypeOf(at), depth++) {
        for (const key of keysOf(at)) {
          if (seen.has(key)) continue;
          seen.add(key);
          if (nonIndexedPropertiesOnly && isIndex(key)) continue;
          const descriptor = descriptorOf(at, key);
          if (descriptor === undefined || (accessorPropertiesOnly && 'value' in descriptor)) continue;
          result.push(this.#property(key, descriptor, at === object, options));
        }
        if (ownProperties || types.isProxy(at)) break;
      }
      const answer = { result };
      if (!accessorPropertiesOnly) answer.internalProperties = this.#internal(object, options);
      return answer;
    }

    #property(key, descriptor, isOwn, options) {
      const { configurable, enumerable } = descriptor;
      const property = { name: typeof key === 'symbol' ? key.toString() : key };
      if ('value' in descriptor) {
        property.value = this.wrap(descriptor.value, options);
        property.writable = descriptor.writable;
      } else {
        property.get = this.wrap(descriptor.get, options);
        property.set = this.wrap(descriptor.set, options);
      }
      property.configurable = configurable;
      property.enumerable = enumerable;
      property.isOwn = isOwn;
      if (typeof key === 'symbol') property.symbol = this.wrap(key, options);
      return property;
    }

    // Variables of scopes that are shown as one; a name counts where it is first found.
    #ofScopes(scopes, options) {
      const result = [];
      const seen = new Set();
      for (const scope of scopes) {
        for (const key of keysOf(scope)) {
          if (typeof key !== 'string' || seen.has(key)) continue;
          seen.add(key);
          let value;
          try {
            value = scope[key];
          } catch {
            value = undefined; // not initialised yet
          }
          result.push({
            name: key, value: this.wrap(value, options), writable: true, configurable: true, enumerable: true, isOwn: true,
          });
        }
      }
      return result;
    }

    #internal(object, options) {
      const list = [];
      const add = (name, value) => list.push({ name, value: this.wrap(value, options) });
      const subtype = subtypeOf(object);
      if (subtype === 'proxy') {
        add('[[Target]]', proxyTarget(object));
        return list;
      }
      if (subtype === 'promise') {
        const { state, value } = promiseState(object);
        add('[[PromiseState]]', state);
        add('[[PromiseResult]]', value);
      } else if (subtype === 'map' || subtype === 'set') {
        add('[[Entries]]', host.entriesOf(object, subtype));
      }
      add('[[Prototype]]', prototypeOf(object));
      return list;
    }
  }

  return { Objects, describe, subtypeOf, previewOf };
};
