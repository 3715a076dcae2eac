// SPDX-License-Identifier: MIT
// Runs a file as a script.
module.exports = (file) => binding('host').runFile(file);
