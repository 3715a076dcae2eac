// SPDX-License-Identifier: MIT
// What the first element of an array says in the wire form of a value (internal/worker/wire).
'use strict';

const kUndefined = 0, kNumber = 1, kBigInt = 2, kObject = 3, kArray = 4, kSparse = 5, kDate = 6, kRegExp = 7, kMap = 8, kSet = 9,
  kBoxed = 10, kError = 11, kDOMException = 12, kBuffer = 13, kShared = 14, kView = 15, kPort = 16, kPlatform = 17, kReference = 18,
  kModule = 19, kSharedValue = 20;

module.exports = {
  kUndefined, kNumber, kBigInt, kObject, kArray, kSparse, kDate, kRegExp, kMap, kSet, kBoxed, kError, kDOMException, kBuffer,
  kShared, kView, kPort, kPlatform, kReference, kModule, kSharedValue,
};
