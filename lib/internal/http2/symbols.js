// SPDX-License-Identifier: MIT
// Names under which sessions, streams and servers know each other's inner sides.
module.exports = {
  kAuthority: Symbol('authority'),
  kBoundSession: Symbol('session'), // of a socket
  kClosed: Symbol('closed by nghttp2'),
  kData: Symbol('data'),
  kEnd: Symbol('end'),
  kFrame: Symbol('async context'),
  kHandle: Symbol('handle'),
  kHeaders: Symbol('headers'),
  kInit: Symbol('init'),
  kMaybeDestroy: Symbol('maybe destroy'),
  kMeasure: Symbol('measure'),
  kOptions: Symbol('options'),
  kPending: Symbol('pending streams'),
  kProtocol: Symbol('protocol'),
  kRequest: Symbol('request'),
  kResponse: Symbol('response'),
  kServer: Symbol('server'),
  kSession: Symbol('session of a stream'),
  kSocket: Symbol('socket'),
  kState: Symbol('state'),
  kStreams: Symbol('streams'),
  kTouch: Symbol('activity'),
  kWantTrailers: Symbol('want trailers'),
  kWrote: Symbol('wrote'),
};
