// SPDX-License-Identifier: MIT
// A worker's session with the inspector of the main thread, which its parents start when they are asked to.

const native = binding('inspector');
const agent = require('internal/inspector/agent');
const { threadId, state } = require('internal/worker/thread');

const kConnect = 1, kMessage = 2, kDisconnect = 3;
const kMain = 0;
const kWaitMs = 5000, kStepMs = 1;

// Posts, once the main thread has an inbox.
function connectTo(number) {
  if (native.post(kMain, kConnect, number, threadId, '') === 0) return true;
  state.startInspector();
  const { sleep } = binding('util');
  for (let waited = 0; waited < kWaitMs; waited += kStepMs) {
    sleep(kStepMs);
    if (native.post(kMain, kConnect, number, threadId, '') === 0) return true;
  }
  return false;
}

exports.connect = (receive) => {
  const { replies } = agent.start();
  const number = native.newSession();
  if (!connectTo(number)) {
    const { codes: { ERR_INSPECTOR_NOT_AVAILABLE } } = require('internal/errors');
    throw new ERR_INSPECTOR_NOT_AVAILABLE();
  }
  replies.set(number, receive);
  return {
    send: (text) => native.post(kMain, kMessage, number, threadId, text),
    end() {
      replies.delete(number);
      native.post(kMain, kDisconnect, number, threadId, '');
    },
  };
};
