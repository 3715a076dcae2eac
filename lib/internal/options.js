// SPDX-License-Identifier: MIT
// The command line as C parsed it (src/cli/options.c holds the one table of options).

const options = binding('options');

const kSwitch = 0, kEngineSwitch = 4, kEngineValue = 5, kOptional = 6;
const kInEnvironment = 1, kHidden = 4;

// The value of an option by its name with dashes: a boolean, a text, a number, or a list; false, '', 0 or [] where it was not given.
function getOptionValue(name) {
  return options.get(name);
}

// A program's file by its absolute name. A plain name needs no help from the module path, which a small program never loads.
function absolute(file) {
  if (/(?:^|\/)\.\.?(?:\/|$)|\/\/|\/$/.test(file)) return require('path').resolve(options.workingDirectory(), file);
  return file[0] === '/' ? file : `${options.workingDirectory()}/${file}`;
}

// Whether the first argument is what to run: nothing else was asked for.
function runsFirst() {
  return options.args.length > 0 && !options.forcedStdin && !options.given('--eval') && !options.get('--test') &&
    !options.given('--run') && !options.given('--watch-path');
}
const runsCommand = () => options.isCommand && runsFirst();
const runsFile = () => !options.isCommand && runsFirst();

let line;
function commandLine() {
  if (line === undefined) {
    const rest = options.args.slice();
    if (runsFile()) rest[0] = options.get('--entry-url') ? rest[0] : absolute(rest[0]);
    else if (options.forcedStdin) rest.unshift('-');
    line = { argv0: options.program, execArgv: options.execArgv, rest };
  }
  return line;
}

function rows() {
  return options.table().map(({ 0: name, 1: kind, 2: flags, 3: argument, 4: help }) => ({
    name, kind, argument, help,
    inEnvironment: (flags & kInEnvironment) !== 0,
    hidden: (flags & kHidden) !== 0,
    takesValue: kind !== kSwitch && kind !== kEngineSwitch && kind !== kEngineValue && kind !== kOptional,
  }));
}

module.exports = {
  getOptionValue,
  // Whether the option was given at all, also where its value is the default.
  isGiven: (name) => options.given(name),
  // argv0 as typed, the options before the script, and the script (absolute) with what follows it.
  commandLine,
  runsFile,
  // Whether it is a command of the package manager.
  runsCommand,
  absolute,
  forcedStdin: options.forcedStdin,
  environment: (name) => options.environment(name),
  executable: () => options.executable(),
  workingDirectory: () => options.workingDirectory(),
  collectGarbage: () => options.collectGarbage(),
  rows,
  // Whether the word after this one (an option as it was typed) is its value.
  takesValue: (name) => rows().some((row) => row.name === name && row.takesValue),
  // The names that NODE_OPTIONS may hold.
  allowedInEnvironment: () => ['-C', '-r', ...rows().filter((row) => row.inEnvironment)
    .flatMap(({ name, kind }) => (kind === kSwitch ? [name, `--no-${name.slice(2)}`] : [name]))],
};
