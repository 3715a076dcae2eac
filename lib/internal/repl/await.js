// SPDX-License-Identifier: MIT
// Top-level await at the prompt: the input becomes the body of an async function, and the variables it declares stay outside. Only
// declarations at the start of a statement of the top level are seen; those inside of blocks stay local to the function.

const declaration = /(^|[;\n]\s*)(?:const|let|var)(?:\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)(?=\s*=)|\s*(?=[{[]))/gu;
const name = /[\p{ID_Start}$_][\p{ID_Continue}$]*/uy;

// ---- patterns -------------------------------------------------------------------------------------------------------

// Where the bracket at `i` closes, or the code's end.
function closing(code, i) {
  let depth = 0;
  for (; i < code.length; i++) {
    const c = code[i];
    if (c === '"' || c === "'" || c === '`') {
      for (i++; i < code.length && code[i] !== c; i++) if (code[i] === '\\') i++;
    } else if ('([{'.includes(c)) {
      depth++;
    } else if (')]}'.includes(c) && --depth === 0) {
      return i;
    }
  }
  return code.length;
}

// The names that a pattern binds: between commas, what follows a colon or dots, without its default.
function namesOf(pattern, names) {
  let i = 1;
  while (i < pattern.length - 1) {
    const c = pattern[i];
    if (c === '{' || c === '[') {
      const end = closing(pattern, i);
      const isKey = c === '[' && /^\s*:/.test(pattern.slice(end + 1));
      if (!isKey) namesOf(pattern.slice(i, end + 1), names);
      i = end + 1;
      continue;
    }
    if (c === '=') { // a default: up to the next comma of this level
      for (; i < pattern.length - 1 && pattern[i] !== ','; i++) if ('([{'.includes(pattern[i])) i = closing(pattern, i);
      continue;
    }
    name.lastIndex = i;
    const found = name.exec(pattern);
    if (found === null) {
      i++;
      continue;
    }
    i = name.lastIndex;
    if (!/^\s*:/.test(pattern.slice(i))) names.add(found[0]);
  }
}

const kMark = '\u0001'; // stands where a declaration began that is an assignment now

// Whether a statement goes on behind a line end.
function goesOn(code, i) {
  return /[=,+\-*%&|<>?:.]\s*$/.test(code.slice(0, i)) || /^\s*(?:[.?*%&|<>=:,]|\/[^/*])/.test(code.slice(i));
}

// The statements of the outermost level, apart by semicolons and line ends outside of brackets and quotes.
function split(code) {
  const parts = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < code.length; i++) {
    const c = code[i];
    if (c === '"' || c === "'" || c === '`') {
      for (i++; i < code.length && code[i] !== c; i++) {
        if (code[i] === '\\') i++;
      }
    } else if ('([{'.includes(c)) {
      depth++;
    } else if (')]}'.includes(c)) {
      depth--;
    } else if (depth === 0 && (c === ';' || (c === '\n' && !goesOn(code, i)))) {
      parts.push(code.slice(from, i + 1));
      from = i + 1;
    }
  }
  parts.push(code.slice(from));
  return parts.filter((part) => part.trim() !== '');
}

const isStatement = /^\s*(?:const|let|var|if|for|while|do|switch|try|throw|function|class|async\s+function|return|\{)/;

// Undefined where there is no await in the code.
function wrapAwait(code) {
  if (!/\bawait\b/.test(code)) return undefined;
  const names = new Set();
  const body = code.replace(declaration, (text, before, plain, at) => {
    if (plain !== undefined) {
      names.add(plain);
      return `${before}${kMark}${plain}`;
    }
    const start = at + text.length;
    const end = closing(code, start);
    if (!/^\s*=/.test(code.slice(end + 1))) return text;
    namesOf(code.slice(start, end + 1), names);
    return `${before}${kMark}`;
  });
  const parts = split(names.size === 0 ? code : body).map((part) => closeAssignment(part));
  const last = parts.pop() ?? '';
  const tail = isStatement.test(last) ? last : `return { value: (${last.replace(/;\s*$/, '')}\n) }`;
  const head = names.size === 0 ? '' : `var ${[...names].join(', ')}; `;
  return `${head}(async () => { ${parts.join('')}\n${tail}\n})()`;
}

function closeAssignment(part) {
  const start = part.indexOf(kMark);
  if (start === -1) return part;
  const end = /[;\s]*$/.exec(part).index;
  return `${part.slice(0, start)}void (${part.slice(start + 1, end)})${part.slice(end).includes(';') ? part.slice(end) : ';\n'}`;
}

// Whether `await` stands before what would make a call or an operation of it, outside of every function.
function isAmbiguous(code) {
  const at = code.search(/\bawait\s*[([`+\-/]/);
  return at !== -1 && !/\bfunction\b|=>|\)\s*\{|\bclass\b/.test(code.slice(0, at));
}

module.exports = { isAmbiguous, wrapAwait };
