// SPDX-License-Identifier: MIT
// The command line as C parsed it (src/cli/options.c holds the one table of options).

const options = binding('options');

const kSwitch = 0, kEngineSwitch = 4, kEngineValue = 5;
const kInEnvironment = 1, kHidden = 4;

// The value of an option by its name with dashes: a boolean, a text, a number, or a list; false, '', 0 or [] where it was not given.
function getOptionValue(name) {
  return options.get(name);
}

function rows() {
  return options.table().map(({ 0: name, 1: kind, 2: flags, 3: argument, 4: help }) => ({
    name, kind, argument, help,
    inEnvironment: (flags & kInEnvironment) !== 0,
    hidden: (flags & kHidden) !== 0,
    takesValue: kind !== kSwitch && kind !== kEngineSwitch && kind !== kEngineValue,
  }));
}

module.exports = {
  getOptionValue,
  // Whether the option was given at all, also where its value is the default.
  isGiven: (name) => options.given(name),
  // argv0 as typed, the options before the script, and the script with what follows it.
  commandLine: () => ({ argv0: options.program, execArgv: options.execArgv, rest: options.args }),
  forcedStdin: options.forcedStdin,
  environment: (name) => options.environment(name),
  collectGarbage: () => options.collectGarbage(),
  rows,
  // The names that NODE_OPTIONS may hold.
  allowedInEnvironment: () => ['-C', '-r', ...rows().filter((row) => row.inEnvironment).map((row) => row.name)],
};
