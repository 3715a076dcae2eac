// SPDX-License-Identifier: MIT
// PerformanceResourceTiming (W3C Resource Timing): a face on the timing info of a fetch.
'use strict';

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');
const { PerformanceEntry, kMake, publish } = require('internal/perf/entry');
const timeline = require('internal/perf/timeline');

let isResource;

class PerformanceResourceTiming extends PerformanceEntry {
  #info;
  #url;
  #initiatorType;
  #cacheMode;
  #bodyInfo;
  #status;
  #deliveryType;

  static {
    isResource = (value) => value !== null && typeof value === 'object' && #info in value;
  }

  constructor(key, info, url, initiatorType, cacheMode, bodyInfo, status, deliveryType) {
    if (key !== kMake) throw new ERR_ILLEGAL_CONSTRUCTOR();
    super(kMake, url, 'resource', info.startTime, info.endTime - info.startTime);
    this.#info = info;
    this.#url = url;
    this.#initiatorType = initiatorType;
    this.#cacheMode = cacheMode;
    this.#bodyInfo = bodyInfo;
    this.#status = status;
    this.#deliveryType = deliveryType;
  }

  get name() { check(this); return this.#url; }
  get startTime() { check(this); return this.#info.startTime; }
  get duration() { check(this); return this.#info.endTime - this.#info.startTime; }
  get initiatorType() { check(this); return this.#initiatorType; }
  get workerStart() { check(this); return this.#info.finalServiceWorkerStartTime; }
  get redirectStart() { check(this); return this.#info.redirectStartTime; }
  get redirectEnd() { check(this); return this.#info.redirectEndTime; }
  get fetchStart() { check(this); return this.#info.postRedirectStartTime; }
  get domainLookupStart() { check(this); return this.#info.finalConnectionTimingInfo?.domainLookupStartTime; }
  get domainLookupEnd() { check(this); return this.#info.finalConnectionTimingInfo?.domainLookupEndTime; }
  get connectStart() { check(this); return this.#info.finalConnectionTimingInfo?.connectionStartTime; }
  get connectEnd() { check(this); return this.#info.finalConnectionTimingInfo?.connectionEndTime; }
  get secureConnectionStart() { check(this); return this.#info.finalConnectionTimingInfo?.secureConnectionStartTime; }
  get nextHopProtocol() { check(this); return this.#info.finalConnectionTimingInfo?.ALPNNegotiatedProtocol; }
  get requestStart() { check(this); return this.#info.finalNetworkRequestStartTime; }
  get responseStart() { check(this); return this.#info.finalNetworkResponseStartTime; }
  get responseEnd() { check(this); return this.#info.endTime; }
  get encodedBodySize() { check(this); return this.#info.encodedBodySize; }
  get decodedBodySize() { check(this); return this.#info.decodedBodySize; }

  get transferSize() {
    check(this);
    if (this.#cacheMode === 'local') return 0;
    return this.#cacheMode === 'validated' ? 300 : this.#info.encodedBodySize + 300;
  }

  get deliveryType() { check(this); return this.#deliveryType; }
  get responseStatus() { check(this); return this.#status; }

  toJSON() {
    check(this);
    const json = { name: this.name, entryType: this.entryType, startTime: this.startTime, duration: this.duration };
    for (const name of shown) json[name] = this[name];
    return json;
  }
}

function check(value) {
  if (!isResource(value)) throw new ERR_INVALID_THIS('PerformanceResourceTiming');
}

const shown = [
  'initiatorType', 'nextHopProtocol', 'workerStart', 'redirectStart', 'redirectEnd', 'fetchStart', 'domainLookupStart',
  'domainLookupEnd', 'connectStart', 'connectEnd', 'secureConnectionStart', 'requestStart', 'responseStart',
  'responseEnd', 'transferSize', 'encodedBodySize', 'decodedBodySize', 'deliveryType', 'responseStatus',
];
publish(PerformanceResourceTiming, [...shown, 'toJSON']);

function markResourceTiming(timingInfo, requestedUrl, initiatorType, global, cacheMode, bodyInfo, responseStatus,
                            deliveryType = '') {
  if (cacheMode !== '' && cacheMode !== 'local' && cacheMode !== 'validated') {
    const assert = require('assert');
    assert(false, 'cache must be an empty string, \'local\', or \'validated\'');
  }
  const resource = new PerformanceResourceTiming(kMake, timingInfo, requestedUrl, initiatorType, cacheMode, bodyInfo,
                                                 responseStatus, deliveryType);
  timeline.enqueue(resource);
  timeline.bufferResourceTiming(resource);
  return resource;
}

module.exports = { PerformanceResourceTiming, markResourceTiming };
