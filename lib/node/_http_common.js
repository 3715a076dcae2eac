// SPDX-License-Identifier: MIT
//
// An old name for parts of http that packages still require.
'use strict';

const { METHODS } = require('http');
const { HTTPParser } = require('internal/http/parser');
const { chunked, continuation, hasBadCharacter, isToken } = require('internal/http/common');

module.exports = {
  _checkInvalidHeaderChar: hasBadCharacter,
  _checkIsHttpToken: isToken,
  chunkExpression: chunked,
  continueExpression: continuation,
  CRLF: '\r\n',
  HTTPParser,
  methods: METHODS,
};
