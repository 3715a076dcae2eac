// SPDX-License-Identifier: MIT
// Decides what the command line asks for and runs it. Each way to run is a module of internal/main/.

const { getOptionValue, isGiven, runsFile, runsCommand, forcedStdin } = require('internal/options');

function which() {
  if (getOptionValue('--help')) return 'print_help';
  if (getOptionValue('--test')) return 'test_runner';
  if (getOptionValue('--watch') || isGiven('--watch-path')) return 'watch_mode';
  if (isGiven('--run')) return 'run_script';
  if (getOptionValue('--check')) return 'check_syntax';
  if (isGiven('--eval')) return getOptionValue('--interactive') ? 'repl' : 'eval_string';
  if (runsFile()) return 'run_file';
  if (runsCommand()) return 'package_manager';
  if (getOptionValue('--interactive') || (!forcedStdin && require('tty').isatty(0))) return 'repl';
  return 'eval_stdin';
}

exports.run = () => {
  const mode = which();
  const start = () => require(`internal/main/${mode}`)();
  const wait = mode === 'print_help' ? undefined : require('internal/process/pre_execution').prepare();
  if (wait === undefined) start();
  else wait.then(start).catch((error) => require('internal/process/execution').onUncaught(error, false));
};
