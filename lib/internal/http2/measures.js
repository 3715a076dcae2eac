// SPDX-License-Identifier: MIT
// What a PerformanceObserver of type 'http2' is told: a session's and a stream's counts and times, taken only where somebody observes.

const observers = require('internal/perf/counts');

const now = () => binding('performance').now();

function isObserved() {
  return observers.get('http2') > 0;
}

function enqueue(name, startTime, detail) {
  if (!isObserved()) return;
  const { createPerformanceNodeEntry } = require('internal/perf/entry');
  require('internal/perf/observe').enqueue(createPerformanceNodeEntry(name, 'http2', startTime, now() - startTime, detail));
}

class SessionMeasure {
  #start = now();
  #durations = 0;
  #ended = 0;
  #streams = 0;
  #most = 0;
  bytesRead = 0;
  bytesWritten = 0;
  pingRTT = 0;

  opened(open) {
    this.#streams++;
    if (open > this.#most) this.#most = open;
  }

  streamEnded(duration) {
    this.#ended++;
    this.#durations += duration;
  }

  finish(isServer, framesReceived, framesSent) {
    enqueue('Http2Session', this.#start, {
      bytesRead: this.bytesRead,
      bytesWritten: this.bytesWritten,
      framesReceived,
      framesSent,
      maxConcurrentStreams: this.#most,
      pingRTT: this.pingRTT,
      streamAverageDuration: this.#ended === 0 ? 0 : this.#durations / this.#ended,
      streamCount: this.#streams,
      type: isServer ? 'server' : 'client',
    });
  }
}

class StreamMeasure {
  #session;
  #start = now();
  #firstByte = 0;
  #firstByteSent = 0;
  #firstHeader = 0;
  #bytesRead = 0;
  #bytesWritten = 0;

  constructor(session) {
    this.#session = session;
  }

  headers() {
    this.#firstHeader ||= now() - this.#start;
  }

  received(count) {
    this.#firstByte ||= now() - this.#start;
    this.#bytesRead += count;
  }

  sent(count) {
    this.#firstByteSent ||= now() - this.#start;
    this.#bytesWritten += count;
  }

  finish(id) {
    this.#session.streamEnded(now() - this.#start);
    enqueue('Http2Stream', this.#start, {
      bytesRead: this.#bytesRead,
      bytesWritten: this.#bytesWritten,
      id,
      timeToFirstByte: this.#firstByte,
      timeToFirstByteSent: this.#firstByteSent,
      timeToFirstHeader: this.#firstHeader,
    });
  }
}

module.exports = { isObserved, SessionMeasure, StreamMeasure };
