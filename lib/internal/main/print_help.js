// SPDX-License-Identifier: MIT
// protojs --help

const { rows } = require('internal/options');
const shortNames = { '__proto__': null, '--check': '-c', '--conditions': '-C', '--eval': '-e', '--help': '-h', '--interactive': '-i',
                     '--print': '-p', '--require': '-r', '--version': '-v' };

const variables = [
  ['NODE_NO_WARNINGS', 'set to 1 to print no warnings'],
  ['NODE_OPTIONS', 'options as on the command line'],
  ['NODE_PATH', 'folders, apart by colons, in which require() searches last'],
  ['NODE_PENDING_DEPRECATION', 'set to 1 to print warnings of deprecations to come'],
  ['NODE_REPL_HISTORY', 'file that keeps the history of the prompt'],
  ['NO_COLOR', 'set to anything to print without colours'],
];

function line(left, right) {
  const column = 40;
  return left.length < column - 1 ? `  ${left.padEnd(column - 2)}${right}` : `  ${left}\n${' '.repeat(column)}${right}`;
}

function optionLine(row) {
  const short = shortNames[row.name];
  const name = `${short === undefined ? '' : `${short}, `}${row.name}`;
  return line(row.argument === undefined ? name : `${name}=...`, row.help);
}

module.exports = () => {
  const options = rows().filter((row) => !row.hidden).sort((a, b) => (a.name < b.name ? -1 : 1));
  const text = [
    'Usage: protojs [options] [ script.js ] [arguments]',
    '       protojs install | ci | run | test | exec | ... (docs/npm.md)',
    '       protojs [options] -e code [arguments]',
    '       protojs [options] -          (the program comes from standard input)',
    '',
    'Options:',
    line('-', 'read the program from standard input'),
    line('--', 'end of the options'),
    ...options.map(optionLine),
    '',
    'Environment variables:',
    ...variables.map(({ 0: name, 1: help }) => line(name, help)),
    '',
  ].join('\n');
  require('process').stdout.write(text);
};
