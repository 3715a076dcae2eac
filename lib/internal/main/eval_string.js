// SPDX-License-Identifier: MIT
// protojs -e CODE, -p CODE

const { getOptionValue } = require('internal/options');

module.exports = () => {
  require('internal/process/evaluate').evaluateScript('[eval]', getOptionValue('--eval'), getOptionValue('--print'));
};
