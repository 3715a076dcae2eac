// SPDX-License-Identifier: MIT
// tee(): two branches of a readable stream (WHATWG Streams, sections 4.8 "ReadableStreamDefaultTee" and 4.9 "ReadableByteStreamTee").
// The functions work on records and are given what makes and unwraps the public objects.

const core = require('internal/webstreams/readable_core');
const { deferred, then } = require('internal/webstreams/util');

// tools: { createStream(start, pull, cancel) -> record, newReader(stream) -> reader record }
function defaultTee(stream, cloneForBranch2, tools) {
  const reader = tools.newReader(stream, false);
  let reading = false;
  let readAgain = false;
  let canceled1 = false;
  let canceled2 = false;
  let reason1;
  let reason2;
  let branch1;
  let branch2;
  const cancelled = deferred();

  function pull() {
    if (reading) {
      readAgain = true;
      return Promise.resolve();
    }
    reading = true;
    core.read(reader, {
      chunkSteps(chunk) {
        queueMicrotask(() => {
          readAgain = false;
          let chunk2 = chunk;
          if (!canceled2 && cloneForBranch2) {
            try {
              chunk2 = structuredClone(chunk);
            } catch (reason) {
              branch1.controller.error(reason);
              branch2.controller.error(reason);
              cancelled.resolve(core.cancel(stream, reason));
              return;
            }
          }
          if (!canceled1) branch1.controller.enqueue(chunk);
          if (!canceled2) branch2.controller.enqueue(chunk2);
          reading = false;
          if (readAgain) pull();
        });
      },
      closeSteps() {
        reading = false;
        if (!canceled1) branch1.controller.close();
        if (!canceled2) branch2.controller.close();
        if (!canceled1 || !canceled2) cancelled.resolve();
      },
      errorSteps() {
        reading = false;
      },
    });
    return Promise.resolve();
  }
  function cancel1(reason) {
    canceled1 = true;
    reason1 = reason;
    if (canceled2) cancelled.resolve(core.cancel(stream, [reason1, reason2]));
    return cancelled.promise;
  }
  function cancel2(reason) {
    canceled2 = true;
    reason2 = reason;
    if (canceled1) cancelled.resolve(core.cancel(stream, [reason1, reason2]));
    return cancelled.promise;
  }

  branch1 = tools.createStream(pull, cancel1);
  branch2 = tools.createStream(pull, cancel2);
  then(reader.closed.promise, undefined, (reason) => {
    branch1.controller.error(reason);
    branch2.controller.error(reason);
    if (!canceled1 || !canceled2) cancelled.resolve();
  });
  return [branch1, branch2];
}

function cloneAsUint8Array(view) {
  return new Uint8Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

// tools: also createByteStream(pull, cancel)
function byteTee(stream, tools) {
  let reader = tools.newReader(stream, false);
  let reading = false;
  let readAgain1 = false;
  let readAgain2 = false;
  let canceled1 = false;
  let canceled2 = false;
  let reason1;
  let reason2;
  let branch1;
  let branch2;
  const cancelled = deferred();

  function forwardError(thisReader) {
    then(thisReader.closed.promise, undefined, (reason) => {
      if (thisReader !== reader) return;
      branch1.controller.error(reason);
      branch2.controller.error(reason);
      if (!canceled1 || !canceled2) cancelled.resolve();
    });
  }
  function useReader(isByob) {
    if (reader.isByob === isByob) return;
    core.releaseReader(reader);
    reader = tools.newReader(stream, isByob);
    forwardError(reader);
  }
  function cloneFailed(reason) {
    branch1.controller.error(reason);
    branch2.controller.error(reason);
    cancelled.resolve(core.cancel(stream, reason));
  }
  function again() {
    reading = false;
    if (readAgain1) pull1();
    else if (readAgain2) pull2();
  }

  function pullWithDefaultReader() {
    useReader(false);
    core.read(reader, {
      chunkSteps(chunk) {
        queueMicrotask(() => {
          readAgain1 = false;
          readAgain2 = false;
          let chunk2 = chunk;
          if (!canceled1 && !canceled2) {
            try {
              chunk2 = cloneAsUint8Array(chunk);
            } catch (reason) {
              cloneFailed(reason);
              return;
            }
          }
          if (!canceled1) branch1.controller.enqueue(chunk);
          if (!canceled2) branch2.controller.enqueue(chunk2);
          again();
        });
      },
      closeSteps() {
        reading = false;
        if (!canceled1) branch1.controller.close();
        if (!canceled2) branch2.controller.close();
        if (branch1.controller.pendingPullIntos.length > 0) branch1.controller.respond(0);
        if (branch2.controller.pendingPullIntos.length > 0) branch2.controller.respond(0);
        if (!canceled1 || !canceled2) cancelled.resolve();
      },
      errorSteps() {
        reading = false;
      },
    });
  }

  function pullWithByobReader(view, forBranch2) {
    useReader(true);
    const byobBranch = forBranch2 ? branch2 : branch1;
    const otherBranch = forBranch2 ? branch1 : branch2;
    stream.disturbed = true;
    const request = {
      chunkSteps(chunk) {
        queueMicrotask(() => {
          readAgain1 = false;
          readAgain2 = false;
          const byobCanceled = forBranch2 ? canceled2 : canceled1;
          const otherCanceled = forBranch2 ? canceled1 : canceled2;
          if (!otherCanceled) {
            let clone;
            try {
              clone = cloneAsUint8Array(chunk);
            } catch (reason) {
              cloneFailed(reason);
              return;
            }
            if (!byobCanceled) byobBranch.controller.respondWithNewView(chunk);
            otherBranch.controller.enqueue(clone);
          } else if (!byobCanceled) {
            byobBranch.controller.respondWithNewView(chunk);
          }
          again();
        });
      },
      closeSteps(chunk) {
        reading = false;
        const byobCanceled = forBranch2 ? canceled2 : canceled1;
        const otherCanceled = forBranch2 ? canceled1 : canceled2;
        if (!byobCanceled) byobBranch.controller.close();
        if (!otherCanceled) otherBranch.controller.close();
        if (chunk !== undefined) {
          if (!byobCanceled) byobBranch.controller.respondWithNewView(chunk);
          if (!otherCanceled && otherBranch.controller.pendingPullIntos.length > 0) {
            otherBranch.controller.respond(0);
          }
        }
        if (!byobCanceled || !otherCanceled) cancelled.resolve();
      },
      errorSteps() {
        reading = false;
      },
    };
    if (stream.state === 'errored') request.errorSteps(stream.storedError);
    else stream.controller.pullInto(view, 1, request);
  }

  function pullFor(branch, forBranch2) {
    reading = true;
    const { controller } = branch;
    controller.getByobRequest();
    const record = controller.byobRequest;
    if (record === null) pullWithDefaultReader();
    else pullWithByobReader(record.view, forBranch2);
    return Promise.resolve();
  }
  function pull1() {
    if (reading) {
      readAgain1 = true;
      return Promise.resolve();
    }
    return pullFor(branch1, false);
  }
  function pull2() {
    if (reading) {
      readAgain2 = true;
      return Promise.resolve();
    }
    return pullFor(branch2, true);
  }
  function cancel1(reason) {
    canceled1 = true;
    reason1 = reason;
    if (canceled2) cancelled.resolve(core.cancel(stream, [reason1, reason2]));
    return cancelled.promise;
  }
  function cancel2(reason) {
    canceled2 = true;
    reason2 = reason;
    if (canceled1) cancelled.resolve(core.cancel(stream, [reason1, reason2]));
    return cancelled.promise;
  }

  branch1 = tools.createByteStream(pull1, cancel1);
  branch2 = tools.createByteStream(pull2, cancel2);
  forwardError(reader);
  return [branch1, branch2];
}

module.exports = { byteTee, defaultTee };
