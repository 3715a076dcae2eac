// SPDX-License-Identifier: MIT
//
// Resource timing of fetches, for programs that look at performance: kept only once the timeline is loaded.
'use strict';

const { isLoaded } = require('internal/builtins');

const now = () => binding('performance').now();

class Timing {
  #info = {
    startTime: now(),
    redirectStartTime: 0,
    redirectEndTime: 0,
    postRedirectStartTime: 0,
    finalServiceWorkerStartTime: 0,
    finalNetworkRequestStartTime: 0,
    finalNetworkResponseStartTime: 0,
    endTime: 0,
    encodedBodySize: 0,
    decodedBodySize: 0,
    finalConnectionTimingInfo: null,
  };

  asked() {
    const info = this.#info;
    const time = now();
    if (info.redirectStartTime !== 0) info.redirectEndTime = time;
    info.postRedirectStartTime = time;
    info.finalNetworkRequestStartTime = time;
    info.finalConnectionTimingInfo = {
      domainLookupStartTime: time, domainLookupEndTime: time, connectionStartTime: time, connectionEndTime: time,
      secureConnectionStartTime: 0, ALPNNegotiatedProtocol: 'http/1.1',
    };
  }

  redirected() {
    this.#info.redirectStartTime ||= this.#info.startTime;
  }

  answered() {
    this.#info.finalNetworkResponseStartTime = now();
  }

  // `size` as it came over the wire; `coded` where that is not what the program gets.
  ended(url, status, size, coded) {
    const info = this.#info;
    info.endTime = now();
    info.encodedBodySize = size;
    info.decodedBodySize = coded ? 0 : size;
    const { markResourceTiming } = require('internal/perf/resource_timing');
    markResourceTiming(info, url, 'fetch', globalThis, '', {}, status);
  }
}

module.exports = {
  // A record of times, or null where nobody can look at it.
  startTiming: () => (isLoaded('internal/perf/timeline') ? new Timing() : null),
};
