// SPDX-License-Identifier: MIT
// Terminal control sequences, character lengths, and the decoder that turns a terminal's bytes into keys.
'use strict';

const ESC = '\x1b';

function CSI(strings, ...args) {
  let text = `${ESC}[`;
  for (let i = 0; i < strings.length; i++) {
    text += strings[i];
    if (i < args.length) text += args[i];
  }
  return text;
}

CSI.kEscape = ESC;
CSI.kClearToLineBeginning = CSI`1K`;
CSI.kClearToLineEnd = CSI`0K`;
CSI.kClearLine = CSI`2K`;
CSI.kClearScreenDown = CSI`0J`;

// Code units of the character before `i`; 0 at the start.
function charLengthLeft(text, i) {
  if (i <= 0) return 0;
  const low = text.charCodeAt(i - 1);
  const high = text.charCodeAt(i - 2);
  return i > 1 && low >= 0xdc00 && low <= 0xdfff && high >= 0xd800 && high <= 0xdbff ? 2 : 1;
}

// Code units of the character at `i`; 1 at the end, so that the cursor may move past it.
function charLengthAt(text, i) {
  if (text.length <= i) return 1;
  return text.codePointAt(i) > 0xffff ? 2 : 1;
}

function commonPrefix(strings) {
  if (strings.length === 0) return '';
  let prefix = strings[0];
  for (const text of strings) {
    let i = 0;
    while (i < prefix.length && prefix[i] === text[i]) i++;
    prefix = prefix.slice(0, i);
  }
  return prefix;
}

// ---- keys -----------------------------------------------------------------------------------------------------------

const names = { __proto__: null };

function define(text, modifiers) {
  for (const pair of text.split(' ')) {
    const at = pair.indexOf('=');
    names[pair.slice(0, at)] = { name: pair.slice(at + 1), ...modifiers };
  }
}

// What terminals send after ESC, without the digits of modifiers.
define('[P=f1 [Q=f2 [R=f3 [S=f4 OP=f1 OQ=f2 OR=f3 OS=f4 [11~=f1 [12~=f2 [13~=f3 [14~=f4');
define('[200~=paste-start [201~=paste-end');
define('[[A=f1 [[B=f2 [[C=f3 [[D=f4 [[E=f5 [15~=f5 [17~=f6 [18~=f7 [19~=f8 [20~=f9 [21~=f10 [23~=f11 [24~=f12');
define('[A=up [B=down [C=right [D=left [E=clear [F=end [H=home OA=up OB=down OC=right OD=left OE=clear OF=end OH=home');
define('[1~=home [2~=insert [3~=delete [4~=end [5~=pageup [6~=pagedown [[5~=pageup [[6~=pagedown [7~=home [8~=end');
define('[a=up [b=down [c=right [d=left [e=clear [2$=insert [3$=delete [5$=pageup [6$=pagedown [7$=home [8$=end [Z=tab',
       { shift: true });
define('Oa=up Ob=down Oc=right Od=left Oe=clear [2^=insert [3^=delete [5^=pageup [6^=pagedown [7^=home [8^=end',
       { ctrl: true });

const proper = /^(?:O\d?|\[\[?(?:\d{1,3}(?:;\d?)?)?)$/; // the start of a sequence that is not finished

// What follows the leading escapes of a sequence (two at most count as such).
function bodyOf(sequence) {
  let start = 0;
  while (start < 2 && sequence[start] === ESC) start++;
  return sequence.slice(start);
}

function isComplete(sequence) {
  if (sequence[0] !== ESC) return true;
  const body = bodyOf(sequence);
  return body !== '' && !proper.test(body);
}

// The code ('[A', '[20~') and the number of the modifiers of a sequence's body.
function codeOf(body) {
  if (body[0] === 'O') {
    return body.length === 3 ? ['O' + body[2], Number(body[1]) - 1] : [body, 0];
  }
  const prefix = body.startsWith('[[') ? '[[' : '[';
  const command = body.slice(prefix.length);
  const tilde = /^(?:(\d\d?)(?:;(\d))?([~^$])|(\d{3}~))$/.exec(command);
  if (tilde !== null) {
    if (tilde[4] !== undefined) return [prefix + tilde[4], 0];
    return [prefix + tilde[1] + tilde[3], (tilde[2] || 1) - 1];
  }
  const letter = /^(?:(?:\d;)?(\d))?([A-Za-z])$/.exec(command);
  if (letter !== null) return [prefix + letter[2], (letter[1] || 1) - 1];
  return [prefix + command, 0];
}

function applyCode(key, body) {
  const [code, modifier] = codeOf(body);
  key.ctrl = (modifier & 4) !== 0;
  key.meta = (modifier & 10) !== 0;
  key.shift = (modifier & 1) !== 0;
  key.code = code;
  const known = names[code];
  key.name = known === undefined ? 'undefined' : known.name;
  if (known?.shift) key.shift = true;
  if (known?.ctrl) key.ctrl = true;
}

function applyCharacter(key, c, escaped) {
  switch (c) {
    case '\r': key.name = 'return'; key.meta = escaped; return;
    case '\n': key.name = 'enter'; key.meta = escaped; return;
    case '\t': key.name = 'tab'; key.meta = escaped; return;
    case '\b': case '\x7f': key.name = 'backspace'; key.meta = escaped; return;
    case ESC: key.name = 'escape'; key.meta = escaped; return;
    case ' ': key.name = 'space'; key.meta = escaped; return;
  }
  if (!escaped && c <= '\x1a') {
    key.name = String.fromCharCode(c.charCodeAt(0) + 96);
    key.ctrl = true;
  } else if (/^[0-9A-Za-z]$/.test(c)) {
    key.name = c.toLowerCase();
    key.shift = /^[A-Z]$/.test(c);
    key.meta = escaped;
  } else if (escaped) {
    key.name = c.length > 0 ? undefined : 'escape';
    key.meta = true;
  }
}

function keyOf(sequence) {
  const key = { sequence, name: undefined, ctrl: false, meta: false, shift: false };
  const escaped = sequence[0] === ESC;
  const body = escaped ? bodyOf(sequence) : sequence;
  if (escaped && (body[0] === 'O' || body[0] === '[')) applyCode(key, body);
  else applyCharacter(key, body, escaped);
  return key;
}

// Takes characters one at a time and emits 'keypress' on `stream` for each complete sequence.
class KeyDecoder {
  #stream;
  #pending = '';

  constructor(stream) {
    this.#stream = stream;
  }

  feed(c) {
    this.#pending += c;
    if (isComplete(this.#pending)) this.flush();
  }

  // What came so far is all: an escape key alone.
  flush() {
    const sequence = this.#pending;
    this.#pending = '';
    if (sequence === '') return;
    const key = keyOf(sequence);
    const escaped = sequence[0] === ESC;
    if (key.name !== undefined || escaped) {
      this.#stream.emit('keypress', escaped ? undefined : sequence, key);
    } else if (charLengthAt(sequence, 0) === sequence.length) {
      this.#stream.emit('keypress', sequence, key);
    }
  }
}

module.exports = { CSI, charLengthAt, charLengthLeft, commonPrefix, KeyDecoder };
