// SPDX-License-Identifier: MIT
//
// Strings for C to put a text into (js_string_room in src/engine/engine.h).

const heads = ['blank', ' '];
heads.push('fresh'); // an array that could change: what the compiler knows to be constant it would put together once for all
let turn = 0;

// A string that nothing else refers to: two parts that the engine has not put together yet. Pass it straight to C, read nothing of it before, and use
// what C returns.
exports.blank = function blank() {
  turn ^= 2;
  return heads[turn] + heads[1];
};
