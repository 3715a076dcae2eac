// SPDX-License-Identifier: MIT
// What diagnostics_channel tells of streams.

const dc = require('diagnostics_channel');

const channel = (name) => dc.channel(`http2.${name}`);
const client = {
  created: channel('client.stream.created'), start: channel('client.stream.start'), error: channel('client.stream.error'),
  finish: channel('client.stream.finish'), close: channel('client.stream.close'), bodyChunkSent: channel('client.stream.bodyChunkSent'),
  bodySent: channel('client.stream.bodySent'),
};
const server = {
  created: channel('server.stream.created'), start: channel('server.stream.start'), error: channel('server.stream.error'),
  finish: channel('server.stream.finish'), close: channel('server.stream.close'),
};

const tell = (to, message) => { if (to.hasSubscribers) to.publish(message()); };

module.exports = {
  clientCreated: (stream, headers) => tell(client.created, () => ({ stream, headers })),
  clientStarted: (stream, headers) => tell(client.start, () => ({ stream, headers })),
  clientFinished: (stream, headers, flags) => tell(client.finish, () => ({ stream, headers, flags })),
  serverCreated: (stream, headers) => tell(server.created, () => ({ stream, headers })),
  serverStarted: (stream, headers) => tell(server.start, () => ({ stream, headers })),
  serverFinished: (stream, headers, flags) => tell(server.finish, () => ({ stream, headers, flags })),
  bodyChunk(stream, writev, data, encoding) {
    if (!stream.isServerSide) tell(client.bodyChunkSent, () => ({ stream, writev, data, encoding }));
  },
  bodySent(stream) {
    if (!stream.isServerSide) tell(client.bodySent, () => ({ stream }));
  },
  closed: (stream) => tell((stream.isServerSide ? server : client).close, () => ({ stream })),
  destroyed(stream, error) {
    if (error) tell((stream.isServerSide ? server : client).error, () => ({ stream, error }));
  },
};
