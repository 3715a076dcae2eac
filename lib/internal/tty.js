// SPDX-License-Identifier: MIT
//
// How many colours a terminal has, told from the environment.
'use strict';

const { validateInteger } = require('internal/validators');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');

const MONO = 1;
const BASIC = 4;
const RICH = 8;
const TRUE = 24;

const byTerminal = {
  '__proto__': null,
  'cons25': BASIC, 'console': BASIC, 'cygwin': BASIC, 'dtterm': BASIC, 'eterm': BASIC, 'hurd': BASIC, 'jfbterm': BASIC,
  'konsole': BASIC, 'kterm': BASIC, 'mlterm': TRUE, 'mosh': TRUE, 'putty': BASIC, 'rxvt-unicode-24bit': TRUE,
  'st': BASIC, 'terminator': TRUE, 'xterm-kitty': TRUE,
};
const patterns = [/ansi/, /color/, /linux/, /direct/, /^con[0-9]*x[0-9]/, /^rxvt/, /^screen/, /^xterm/, /^vt100/, /^vt220/];
const ciNames = ['APPVEYOR', 'BUILDKITE', 'CIRCLECI', 'DRONE', 'GITHUB_ACTIONS', 'GITLAB_CI', 'TRAVIS', 'GITEA_ACTIONS'];

let warned = false;

function warnConflict(env) {
  const name = env.NODE_DISABLE_COLORS !== undefined && env.NODE_DISABLE_COLORS !== '' ? 'NODE_DISABLE_COLORS' :
    env.NO_COLOR !== undefined && env.NO_COLOR !== '' ? 'NO_COLOR' : undefined;
  if (warned || name === undefined) return;
  warned = true;
  process.emitWarning(`The '${name}' env is ignored due to the 'FORCE_COLOR' env being set.`, 'Warning');
}

function forced(env) {
  switch (env.FORCE_COLOR) {
    case '':
    case '1':
    case 'true':
      warnConflict(env);
      return BASIC;
    case '2':
      warnConflict(env);
      return RICH;
    case '3':
      warnConflict(env);
      return TRUE;
    default:
      return MONO;
  }
}

function ciDepth(env) {
  if (env.TF_BUILD !== undefined && env.AGENT_NAME !== undefined) return BASIC;
  if (env.CI !== undefined) {
    if (env.GITHUB_ACTIONS !== undefined || env.GITEA_ACTIONS !== undefined || env.CIRCLECI !== undefined) return TRUE;
    if (ciNames.some((name) => env[name] !== undefined) || env.CI_NAME === 'codeship') return RICH;
    return MONO;
  }
  if (env.TEAMCITY_VERSION !== undefined) return /^(9\.(0*[1-9]\d*)\.|\d{2,}\.)/.test(env.TEAMCITY_VERSION) ? BASIC : MONO;
  return undefined;
}

function getColorDepth(env = process.env) {
  if (env.FORCE_COLOR !== undefined) return forced(env);
  if ((env.NODE_DISABLE_COLORS !== undefined && env.NODE_DISABLE_COLORS !== '') ||
      (env.NO_COLOR !== undefined && env.NO_COLOR !== '') || env.TERM === 'dumb') return MONO;
  if (env.TMUX !== undefined) return TRUE;
  const ci = ciDepth(env);
  if (ci !== undefined) return ci;
  switch (env.TERM_PROGRAM) {
    case 'iTerm.app':
      return !env.TERM_PROGRAM_VERSION || /^[0-2]\./.test(env.TERM_PROGRAM_VERSION) ? RICH : TRUE;
    case 'HyperTerm':
    case 'MacTerm':
      return TRUE;
    case 'Apple_Terminal':
      return RICH;
  }
  if (env.COLORTERM === 'truecolor' || env.COLORTERM === '24bit') return TRUE;
  if (env.TERM) {
    if (/truecolor/.test(env.TERM)) return TRUE;
    if (/^xterm-256/.test(env.TERM)) return RICH;
    const name = env.TERM.toLowerCase();
    if (byTerminal[name]) return byTerminal[name];
    if (patterns.some((pattern) => pattern.test(name))) return BASIC;
  }
  return env.COLORTERM ? BASIC : MONO;
}

function hasColors(count, env) {
  if (env === undefined && (count === undefined || (typeof count === 'object' && count !== null))) {
    env = count;
    count = 16;
  } else {
    validateInteger(count, 'count', 2);
  }
  return count <= 2 ** getColorDepth.call(this, env);
}

module.exports = {
  getColorDepth(env = process.env) {
    if (env === null || typeof env !== 'object') throw new ERR_INVALID_ARG_TYPE('env', 'Object', env);
    return getColorDepth(env);
  },
  hasColors,
};
