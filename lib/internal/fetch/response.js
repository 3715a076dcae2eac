// SPDX-License-Identifier: MIT
//
// Response (Fetch Standard, 5.5).
'use strict';

const { Body, extractBody, mixBody } = require('internal/fetch/body');
const { HeaderList, fill, makeHeaders, listOf } = require('internal/fetch/headers');
const { finish, illegalInvocation, needArguments, toByteString, toUSVString } = require('internal/fetch/idl');

const reasonPhrase = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;
const redirectStatuses = [301, 302, 303, 307, 308];

// What a response is, apart from the object that shows it.
class ResponseRecord {
  type = 'default';
  url = ''; // without a fragment
  redirected = false;
  status = 200;
  statusText = '';
  list = new HeaderList();
  body = null;
}

function isNullBodyStatus(status) {
  return status === 101 || status === 103 || status === 204 || status === 205 || status === 304;
}

let recordOf;
let makeResponse; // (record, guard of its headers) -> Response

class Response {
  #record;
  #headers = null;
  #guard = 'response';

  constructor(body = null, init = {}) {
    if (body === ResponseRecord) return; // makeResponse
    if (init === null) init = {};
    if (typeof init !== 'object' && typeof init !== 'function' && init !== undefined) {
      throw new TypeError('Response constructor: init could not be converted to: ResponseInit.');
    }
    const record = new ResponseRecord();
    this.#record = record;
    const extracted = body === null || body === undefined ? null : extractBody(body);
    this.#initialize(init ?? {}, extracted);
  }

  static {
    recordOf = (response) => {
      if (typeof response !== 'object' || response === null || !(#record in response)) throw illegalInvocation();
      return response.#record;
    };
    makeResponse = (record, guard) => {
      const response = new Response(ResponseRecord);
      response.#record = record;
      response.#guard = guard;
      return response;
    };
  }

  #initialize(init, extracted) {
    const record = this.#record;
    const { headers, status, statusText } = init;
    if (status !== undefined) {
      const number = Math.trunc(Number(status)) & 0xffff;
      if (!(number >= 200 && number <= 599)) throw new RangeError('init["status"] must be in the range of 200 to 599, inclusive.');
      record.status = number;
    }
    if (statusText !== undefined) {
      const text = toByteString(statusText, 'Response constructor', 'statusText');
      if (!reasonPhrase.test(text)) throw new TypeError('Invalid statusText');
      record.statusText = text;
    }
    if (headers !== undefined) {
      this.#headers = makeHeaders(record.list, 'response');
      fill(this.#headers, headers, 'Response constructor', 'init.headers');
    }
    if (extracted === null) return;
    if (isNullBodyStatus(record.status)) {
      throw new TypeError(`Response constructor: Invalid response status code ${record.status}`);
    }
    record.body = extracted.body;
    if (extracted.type !== null && !record.list.has('content-type')) record.list.append('content-type', 'content-type', extracted.type);
  }

  static error() {
    const record = new ResponseRecord();
    record.type = 'error';
    record.status = 0;
    return makeResponse(record, 'immutable');
  }

  static json(data, init = {}) {
    needArguments(arguments.length, 1, 'Response.json');
    const text = JSON.stringify(data);
    if (text === undefined) throw new TypeError('Value is not JSON serializable');
    const body = new Body();
    body.text = text.toWellFormed();
    const response = makeResponse(new ResponseRecord(), 'response');
    response.#initialize(init ?? {}, { body, type: 'application/json' });
    return response;
  }

  static redirect(url, status = 302) {
    needArguments(arguments.length, 1, 'Response.redirect');
    const { URL } = require('internal/url');
    let parsed;
    try {
      parsed = new URL(toUSVString(url));
    } catch (error) {
      throw new TypeError(`Failed to parse URL from ${url}`, { cause: error });
    }
    status = Number(status) & 0xffff;
    if (!redirectStatuses.includes(status)) throw new RangeError(`Invalid status code ${status}`);
    const record = new ResponseRecord();
    record.status = status;
    record.list.append('location', 'location', parsed.href);
    return makeResponse(record, 'immutable');
  }

  get type() {
    return recordOf(this).type;
  }

  get url() {
    return recordOf(this).url;
  }

  get redirected() {
    return recordOf(this).redirected;
  }

  get status() {
    return recordOf(this).status;
  }

  get ok() {
    const { status } = recordOf(this);
    return status >= 200 && status <= 299;
  }

  get statusText() {
    return recordOf(this).statusText;
  }

  get headers() {
    const { list } = recordOf(this);
    return this.#headers ??= makeHeaders(list, this.#guard);
  }

  get body() {
    const { body } = recordOf(this);
    return body === null ? null : body.getStream();
  }

  get bodyUsed() {
    const { body } = recordOf(this);
    return body !== null && body.disturbed;
  }

  clone() {
    const record = recordOf(this);
    if (record.body?.unusable) throw new TypeError('Response.clone: Body has already been consumed.');
    const copy = Object.assign(new ResponseRecord(), record);
    copy.list = HeaderList.copy(record.list);
    if (record.body !== null) copy.body = record.body.tee();
    return makeResponse(copy, this.#guard);
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    const { inspect } = require('internal/util/inspect');
    if (options.depth === null) options = { ...options, depth: 2 };
    const { status, statusText, headers, body, bodyUsed, ok, redirected, type, url } = this;
    return `Response ${inspect({ status, statusText, headers, body, bodyUsed, ok, redirected, type, url }, { colors: true, ...options })}`;
  }
}

mixBody(Response, (response) => recordOf(response).body, (response) => recordOf(response).list.get('content-type'));
finish(Response, 'Response', ['type', 'url', 'status', 'ok', 'redirected', 'statusText', 'headers', 'clone', 'body', 'bodyUsed']);
Object.defineProperties(Response, { json: { enumerable: true }, redirect: { enumerable: true }, error: { enumerable: true } });

module.exports = {
  Response, ResponseRecord, isNullBodyStatus, listOf, makeResponse: (record, guard) => makeResponse(record, guard), redirectStatuses,
};
