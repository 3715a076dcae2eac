// SPDX-License-Identifier: MIT
// What _hot.mjs imports.
export function mix(a, b) { return (a * 31 + b) | 0; }
export const factor = 31;
export let changing = 1;
export function change() { changing++; }
