#!/usr/bin/env node
module.exports = new Error("x").stack;