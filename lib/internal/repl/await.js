// SPDX-License-Identifier: MIT
// Top-level await at the prompt: the input becomes the body of an async function, and the variables it declares stay outside. Only
// declarations at the start of a statement of the top level with a plain name are seen; other patterns stay local to the function.

const declaration = /(^|[;\n]\s*)(?:const|let|var)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)(?=\s*=)/gu;

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
    } else if (depth === 0 && (c === ';' || c === '\n')) {
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
  const body = code.replace(declaration, (text, before, name) => {
    names.add(name);
    return `${before}void (${name}`;
  });
  const parts = split(names.size === 0 ? code : body).map((part) => closeAssignment(part));
  const last = parts.pop() ?? '';
  const tail = isStatement.test(last) ? last : `return { value: (${last.replace(/;\s*$/, '')}\n) }`;
  const head = names.size === 0 ? '' : `var ${[...names].join(', ')}; `;
  return `${head}(async () => { ${parts.join('')}\n${tail}\n})()`;
}

function closeAssignment(part) {
  if (!/^\s*void \(/.test(part)) return part;
  const end = /[;\s]*$/.exec(part).index;
  return `${part.slice(0, end)})${part.slice(end) || ';'}`;
}

module.exports = { wrapAwait };
