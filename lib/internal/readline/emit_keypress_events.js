// SPDX-License-Identifier: MIT
// Makes a stream emit 'keypress' while somebody listens to it. One decoder a stream, also over several interfaces.
'use strict';

const { StringDecoder } = require('string_decoder');
const { KeyDecoder, charLengthAt } = require('internal/readline/utils');

const ESCAPE_TIMEOUT_MS = 500;
const kText = Symbol('keypress-decoder');
const kKeys = Symbol('escape-decoder');

function emitKeypressEvents(stream, iface = {}) {
  if (stream[kText]) return;
  stream[kText] = new StringDecoder('utf8');
  stream[kKeys] = new KeyDecoder(stream);
  let timer;

  function feed(text) {
    clearTimeout(timer);
    iface._sawKeyPress = charLengthAt(text, 0) === text.length;
    iface.isCompletionEnabled = false;
    let fed = 0;
    for (const c of text) {
      fed += c.length;
      if (fed === text.length) iface.isCompletionEnabled = true;
      try {
        stream[kKeys].feed(c);
        if (fed === text.length && c === '\x1b') {
          timer = setTimeout(() => stream[kKeys].flush(), iface.escapeCodeTimeout ?? ESCAPE_TIMEOUT_MS);
        }
      } catch (error) {
        // A listener threw: the keys that follow start afresh.
        stream[kKeys] = new KeyDecoder(stream);
        throw error;
      }
    }
  }

  function onData(input) {
    if (stream.listenerCount('keypress') > 0) {
      const text = stream[kText].write(input);
      if (text) feed(text);
    } else {
      stream.removeListener('data', onData);
      stream.on('newListener', onNewListener);
    }
  }

  function onNewListener(event) {
    if (event === 'keypress') {
      stream.on('data', onData);
      stream.removeListener('newListener', onNewListener);
    }
  }

  if (stream.listenerCount('keypress') > 0) stream.on('data', onData);
  else stream.on('newListener', onNewListener);
}

module.exports = emitKeypressEvents;
