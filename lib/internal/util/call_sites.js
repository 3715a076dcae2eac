// SPDX-License-Identifier: MIT
//
// util.getCallSites: the caller's stack as plain objects.

const { callSites } = require('internal/error_stack');
const { validateBoolean, validateInteger, validateObject } = require('internal/validators');

const kMaxFrames = 200;
const kDefaultFrames = 10;

let scriptIds;
// A number for every script, as text.
function scriptIdOf(name) {
  scriptIds ??= new Map();
  let id = scriptIds.get(name);
  if (id === undefined) scriptIds.set(name, id = `${scriptIds.size + 1}`);
  return id;
}

function getCallSites(frameCount = kDefaultFrames, options) {
  if (options === undefined && typeof frameCount === 'object') {
    options = frameCount;
    frameCount = kDefaultFrames;
  }
  if (options !== undefined) {
    validateObject(options, 'options');
    if (options.sourceMap !== undefined) validateBoolean(options.sourceMap, 'options.sourceMap');
  }
  validateInteger(frameCount, 'frameCount', 1, kMaxFrames);
  // One frame more, for the public function through which the call came.
  const sites = callSites(getCallSites, frameCount + 1);
  if (sites.length > 0 && sites[0].getFileName() === 'node:util') sites.shift();
  sites.length = Math.min(sites.length, frameCount);
  return sites.map((site) => {
    const scriptName = site.getFileName() ?? '';
    const column = site.getColumnNumber() ?? 0;
    return {
      functionName: site.getFunctionName() ?? '',
      scriptId: scriptIdOf(scriptName),
      scriptName,
      lineNumber: site.getLineNumber() ?? 0,
      columnNumber: column,
      column,
    };
  });
}

module.exports = { getCallSites };
