// SPDX-License-Identifier: MIT
// util.aborted and the transferable signals: they live with AbortSignal.

const {
  aborted,
  transferableAbortController,
  transferableAbortSignal,
} = require('internal/abort_controller');

module.exports = { aborted, transferableAbortController, transferableAbortSignal };
