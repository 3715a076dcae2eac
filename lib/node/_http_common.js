// SPDX-License-Identifier: MIT
//
// An old name for parts of http that packages still require.
'use strict';

const { HTTPParser, METHODS } = require('internal/http/parser');
const { parsers } = require('internal/http/client');
const { chunked, continuation, hasBadCharacter, isToken } = require('internal/http/common');

module.exports = {
  _checkInvalidHeaderChar: hasBadCharacter,
  _checkIsHttpToken: isToken,
  chunkExpression: chunked,
  continueExpression: continuation,
  CRLF: '\r\n',
  HTTPParser,
  methods: METHODS,
  parsers,
};
