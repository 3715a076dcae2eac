// SPDX-License-Identifier: MIT
// The prompt of `protojs` without a program.

const { getOptionValue, isGiven } = require('internal/options');

function options() {
  const { env } = process;
  const found = { useGlobal: true, breakEvalOnSigint: true, ignoreUndefined: false };
  const repl = require('repl');
  const mode = env.NODE_REPL_MODE?.toLowerCase().trim();
  found.replMode = mode === 'strict' ? repl.REPL_MODE_STRICT : repl.REPL_MODE_SLOPPY;
  if (Number.parseInt(env.NODE_NO_READLINE, 10)) found.terminal = false;
  const size = Number(env.NODE_REPL_HISTORY_SIZE);
  if (size > 0) found.historySize = size;
  else found.historySize = 1000;
  return found;
}

// Errors outside of an input's evaluation are shown, and the prompt stays.
function keepRunning(server) {
  process.setUncaughtExceptionCaptureCallback((error) => {
    server.lastError = error;
    const { inspect } = require('internal/util/inspect');
    server.output.write(`Uncaught ${inspect(error)}\n`);
    server.displayPrompt();
  });
}

exports.start = function start() {
  const repl = require('repl');
  process.stdout.write(`Welcome to Node.js ${process.version}.\nType ".help" for more information.\n`);
  const server = repl.start({ ...options(), [repl.kStandaloneREPL]: true });
  repl.repl = server;
  if (isGiven('--eval')) require('vm').runInThisContext(getOptionValue('--eval'), '[eval]');
  keepRunning(server);
  server.on('exit', () => process.exit());
  if (server.terminal) {
    server.pause();
    server.setupHistory(process.env.NODE_REPL_HISTORY, (error) => {
      if (error) throw error;
      server.resume();
    });
  }
};
