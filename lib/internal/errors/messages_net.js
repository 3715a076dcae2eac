// SPDX-License-Identifier: MIT
//
// ERR_* codes of networking and cryptography. The rows read as in `internal/errors/messages`.

module.exports = {
  __proto__: null,
  ERR_CRYPTO_ARGON2_NOT_SUPPORTED: 'E Argon2 algorithm not supported',
  ERR_CRYPTO_CUSTOM_ENGINE_NOT_SUPPORTED: 'E Custom engines not supported by this OpenSSL',
  ERR_CRYPTO_ECDH_INVALID_FORMAT: 'T Invalid ECDH format: %s',
  ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY: 'E Public key is not valid for specified curve',
  ERR_CRYPTO_ENGINE_UNKNOWN: 'E Engine "%s" was not found',
  ERR_CRYPTO_FIPS_FORCED: 'E Cannot set FIPS mode, it was forced with --force-fips at startup.',
  ERR_CRYPTO_FIPS_UNAVAILABLE: 'E Cannot set FIPS mode in a non-FIPS build.',
  ERR_CRYPTO_HASH_FINALIZED: 'E Digest already called',
  ERR_CRYPTO_HASH_UPDATE_FAILED: 'E Hash update failed',
  ERR_CRYPTO_INCOMPATIBLE_KEY: 'E Incompatible %s: %s',
  ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS: 'E The selected key encoding %s %s.',
  ERR_CRYPTO_INITIALIZATION_FAILED: 'E Initialization failed',
  ERR_CRYPTO_INVALID_AUTH_TAG: 'T Invalid authentication tag length: %s',
  ERR_CRYPTO_INVALID_COUNTER: 'T Invalid counter',
  ERR_CRYPTO_INVALID_CURVE: 'T Invalid EC curve name',
  ERR_CRYPTO_INVALID_DIGEST: 'T Invalid digest: %s',
  ERR_CRYPTO_INVALID_IV: 'T Invalid initialization vector',
  ERR_CRYPTO_INVALID_JWK: 'T Invalid JWK data',
  ERR_CRYPTO_INVALID_KEYLEN: 'R Invalid key length',
  ERR_CRYPTO_INVALID_KEYPAIR: 'R Invalid key pair',
  ERR_CRYPTO_INVALID_KEYTYPE: 'R Invalid key type',
  ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE: 'T Invalid key object type %s, expected %s.',
  ERR_CRYPTO_INVALID_MESSAGELEN: 'R Invalid message length',
  ERR_CRYPTO_INVALID_SCRYPT_PARAMS: 'R Invalid scrypt params: %s',
  ERR_CRYPTO_INVALID_STATE: 'E Invalid state for operation %s',
  ERR_CRYPTO_INVALID_TAG_LENGTH: 'R Invalid taglength',
  ERR_CRYPTO_JOB_INIT_FAILED: 'E Failed to initialize crypto job',
  ERR_CRYPTO_JWK_UNSUPPORTED_CURVE: 'E Unsupported JWK EC curve: %s.',
  ERR_CRYPTO_JWK_UNSUPPORTED_KEY_TYPE: 'E Unsupported JWK Key Type.',
  ERR_CRYPTO_KEM_NOT_SUPPORTED: 'E KEM is not supported',
  ERR_CRYPTO_OPERATION_FAILED: 'E Operation failed: %s',
  ERR_CRYPTO_PBKDF2_ERROR: 'E PBKDF2 error',
  ERR_CRYPTO_SCRYPT_NOT_SUPPORTED: 'E Scrypt algorithm not supported',
  ERR_CRYPTO_SIGN_KEY_REQUIRED: 'E No key provided to sign',
  ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH: 'R Input buffers must have the same byte length',
  ERR_CRYPTO_UNKNOWN_CIPHER: 'E Unknown cipher',
  ERR_CRYPTO_UNKNOWN_DH_GROUP: 'E Unknown DH group',
  ERR_CRYPTO_UNSUPPORTED_OPERATION: 'E Unsupported crypto operation',
  ERR_DNS_SET_SERVERS_FAILED: 'E c-ares failed to set servers: "%s" [%s]',
  ERR_HTTP2_ALTSVC_INVALID_ORIGIN: 'T HTTP/2 ALTSVC frames require a valid origin',
  ERR_HTTP2_ALTSVC_LENGTH: 'T HTTP/2 ALTSVC frames are limited to 16382 bytes',
  ERR_HTTP2_CONNECT_AUTHORITY: 'E :authority header is required for CONNECT requests',
  ERR_HTTP2_CONNECT_PATH: 'E The :path header is forbidden for CONNECT requests',
  ERR_HTTP2_CONNECT_SCHEME: 'E The :scheme header is forbidden for CONNECT requests',
  ERR_HTTP2_ERROR: 'E %s',
  ERR_HTTP2_GOAWAY_SESSION: 'E New streams cannot be created after receiving a GOAWAY',
  ERR_HTTP2_HEADERS_AFTER_RESPOND: 'E Cannot specify additional headers after response initiated',
  ERR_HTTP2_HEADERS_SENT: 'E Response has already been initiated.',
  ERR_HTTP2_HEADER_SINGLE_VALUE: 'T Header field "%s" must only have a single value',
  ERR_HTTP2_INFO_STATUS_NOT_ALLOWED: 'R Informational status codes cannot be used',
  ERR_HTTP2_INVALID_CONNECTION_HEADERS: 'T HTTP/1 Connection specific headers are forbidden: "%s"',
  ERR_HTTP2_INVALID_HEADER_VALUE: 'T Invalid value "%s" for header "%s"',
  ERR_HTTP2_INVALID_INFO_STATUS: 'R Invalid informational status code: %s',
  ERR_HTTP2_INVALID_ORIGIN: 'T HTTP/2 ORIGIN frames require a valid origin',
  ERR_HTTP2_INVALID_PACKED_SETTINGS_LENGTH: 'R Packed settings length must be a multiple of six',
  ERR_HTTP2_INVALID_PSEUDOHEADER: 'T "%s" is an invalid pseudoheader or is used incorrectly',
  ERR_HTTP2_INVALID_SESSION: 'E The session has been destroyed',
  ERR_HTTP2_INVALID_SETTING_VALUE: ['T', function(name, actual, min, max) {
    this.actual = actual;
    if (min !== undefined) {
      this.min = min;
      this.max = max;
    }
    return `Invalid value for setting "${name}": ${actual}`;
  }, 'this'],
  ERR_HTTP2_INVALID_STREAM: 'E The stream has been destroyed',
  ERR_HTTP2_MAX_PENDING_SETTINGS_ACK: 'E Maximum number of pending settings acknowledgements',
  ERR_HTTP2_NESTED_PUSH: 'E A push stream cannot initiate another push stream.',
  ERR_HTTP2_NO_MEM: 'E Out of memory',
  ERR_HTTP2_NO_SOCKET_MANIPULATION: 'E HTTP/2 sockets should not be directly manipulated (e.g. read and written)',
  ERR_HTTP2_ORIGIN_LENGTH: 'T HTTP/2 ORIGIN frames are limited to 16382 bytes',
  ERR_HTTP2_OUT_OF_STREAMS: 'E No stream ID is available because maximum stream ID has been reached',
  ERR_HTTP2_PAYLOAD_FORBIDDEN: 'E Responses with %s status must not have a payload',
  ERR_HTTP2_PING_CANCEL: 'E HTTP2 ping cancelled',
  ERR_HTTP2_PING_LENGTH: 'R HTTP2 ping payload must be 8 bytes',
  ERR_HTTP2_PSEUDOHEADER_NOT_ALLOWED: 'T Cannot set HTTP/2 pseudo-headers',
  ERR_HTTP2_PUSH_DISABLED: 'E HTTP/2 client has disabled push streams',
  ERR_HTTP2_SEND_FILE: 'E Directories cannot be sent',
  ERR_HTTP2_SEND_FILE_NOSEEK: 'E Offset or length can only be specified for regular files',
  ERR_HTTP2_SESSION_ERROR: 'E Session closed with error code %s',
  ERR_HTTP2_SETTINGS_CANCEL: 'E HTTP2 session settings canceled',
  ERR_HTTP2_SOCKET_BOUND: 'E The socket is already bound to an Http2Session',
  ERR_HTTP2_SOCKET_UNBOUND: 'E The socket has been disconnected from the Http2Session',
  ERR_HTTP2_STATUS_101: 'E HTTP status code 101 (Switching Protocols) is forbidden in HTTP/2',
  ERR_HTTP2_STATUS_INVALID: 'R Invalid status code: %s',
  ERR_HTTP2_STREAM_CANCEL: ['E', function(error) {
    if (error) {
      this.cause = error;
      if (typeof error.message === 'string') return `The pending stream has been canceled (caused by: ${error.message})`;
    }
    return 'The pending stream has been canceled';
  }, 'this'],
  ERR_HTTP2_STREAM_ERROR: 'E Stream closed with error code %s',
  ERR_HTTP2_STREAM_SELF_DEPENDENCY: 'E A stream cannot depend on itself',
  ERR_HTTP2_TOO_MANY_CUSTOM_SETTINGS: 'E Number of custom settings exceeds MAX_ADDITIONAL_SETTINGS',
  ERR_HTTP2_TOO_MANY_INVALID_FRAMES: 'E Too many invalid HTTP/2 frames',
  ERR_HTTP2_TRAILERS_ALREADY_SENT: 'E Trailing headers have already been sent',
  ERR_HTTP2_TRAILERS_NOT_READY: 'E Trailing headers cannot be sent until after the wantTrailers event is emitted',
  ERR_HTTP2_UNSUPPORTED_PROTOCOL: 'E protocol "%s" is unsupported.',
  ERR_HTTP_BODY_NOT_ALLOWED: 'E Adding content for this request method or response status is not allowed.',
  ERR_HTTP_CONTENT_LENGTH_MISMATCH: 'E Response body\'s content-length of %s byte(s) does not match the ' +
    'content-length of %s byte(s) set in header',
  ERR_HTTP_HEADERS_SENT: 'E Cannot %s headers after they are sent to the client',
  ERR_HTTP_INVALID_HEADER_VALUE: 'T Invalid value "%s" for header "%s"',
  ERR_HTTP_INVALID_STATUS_CODE: 'R Invalid status code: %s',
  ERR_HTTP_REQUEST_TIMEOUT: 'E Request timeout',
  ERR_HTTP_SOCKET_ASSIGNED: 'E ServerResponse has an already assigned socket',
  ERR_HTTP_SOCKET_ENCODING: 'E Changing the socket encoding is not allowed per RFC7230 Section 3.',
  ERR_HTTP_TRAILER_INVALID: 'E Trailers are invalid with this transfer encoding',
  ERR_INVALID_ADDRESS_FAMILY: ['R', function(type, host, port) {
    this.host = host;
    this.port = port;
    return `Invalid address family: ${type} ${host}:${port}`;
  }, 'this'],
  ERR_INVALID_CHAR: ['T', (name, field) => {
    return `Invalid character in ${name}${field === undefined ? '' : ` ["${field}"]`}`;
  }],
  ERR_INVALID_HTTP_TOKEN: 'T %s must be a valid HTTP token ["%s"]',
  ERR_INVALID_IP_ADDRESS: 'T Invalid IP address: %s',
  ERR_IP_BLOCKED: ['E', function(ip) { return `IP(${ip}) is blocked by net.BlockList`; }],
  ERR_PROXY_INVALID_CONFIG: 'E %s',
  ERR_PROXY_TUNNEL: 'E %s',
  ERR_QUIC_APPLICATION_ERROR: 'E A QUIC application error occurred. %d [%s]',
  ERR_QUIC_CONNECTION_FAILED: 'E QUIC connection failed',
  ERR_QUIC_ENDPOINT_CLOSED: 'E QUIC endpoint closed: %s (%d)',
  ERR_QUIC_OPEN_STREAM_FAILED: 'E Failed to open QUIC stream',
  ERR_QUIC_TRANSPORT_ERROR: 'E A QUIC transport error occurred. %d [%s]',
  ERR_QUIC_VERSION_NEGOTIATION_ERROR: 'E The QUIC session requires version negotiation',
  ERR_SERVER_ALREADY_LISTEN: 'E Listen method has been called more than once without closing.',
  ERR_SERVER_NOT_RUNNING: 'E Server is not running.',
  ERR_SOCKET_ALREADY_BOUND: 'E Socket is already bound',
  ERR_SOCKET_BAD_BUFFER_SIZE: 'T Buffer size must be a positive integer',
  ERR_SOCKET_BAD_PORT: ['R', (name, port, allowZero = true) => {
    const { determineSpecificType } = require('internal/errors/describe');
    return `${name} should be ${allowZero ? '>=' : '>'} 0 and < 65536. Received ${determineSpecificType(port)}.`;
  }],
  ERR_SOCKET_BAD_TYPE: 'T Bad socket type specified. Valid types are: udp4, udp6',
  ERR_SOCKET_BUFFER_SIZE: 'E!Could not get or set buffer size',
  ERR_SOCKET_CLOSED: 'E Socket is closed',
  ERR_SOCKET_CLOSED_BEFORE_CONNECTION: 'E Socket closed before the connection was established',
  ERR_SOCKET_CONNECTION_TIMEOUT: 'E Socket connection timeout',
  ERR_SOCKET_DGRAM_IS_CONNECTED: 'E Already connected',
  ERR_SOCKET_DGRAM_NOT_CONNECTED: 'E Not connected',
  ERR_SOCKET_DGRAM_NOT_RUNNING: 'E Not running',
  ERR_TLS_ALPN_CALLBACK_INVALID_RESULT: ['T', (value, protocols) => {
    return `ALPN callback returned a value (${value}) that did not match any of the client's offered protocols ` +
      `(${protocols.join(', ')})`;
  }],
  ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS: 'T The ALPNCallback and ALPNProtocols TLS options are mutually exclusive',
  ERR_TLS_CERT_ALTNAME_FORMAT: 'S Invalid subject alternative name string',
  ERR_TLS_CERT_ALTNAME_INVALID: ['E', function(reason, host, cert) {
    this.reason = reason;
    this.host = host;
    this.cert = cert;
    return `Hostname/IP does not match certificate's altnames: ${reason}`;
  }, 'this'],
  ERR_TLS_DH_PARAM_SIZE: 'E DH parameter size %s is less than 2048',
  ERR_TLS_HANDSHAKE_TIMEOUT: 'E TLS handshake timeout',
  ERR_TLS_INVALID_CONTEXT: 'T %s must be a SecureContext',
  ERR_TLS_INVALID_PROTOCOL_METHOD: 'T %s',
  ERR_TLS_INVALID_PROTOCOL_VERSION: 'T %j is not a valid %s TLS protocol version',
  ERR_TLS_INVALID_STATE: 'E TLS socket connection must be securely established',
  ERR_TLS_PROTOCOL_VERSION_CONFLICT: 'T TLS protocol version %j conflicts with secureProtocol %j',
  ERR_TLS_PSK_SET_IDENTIY_HINT_FAILED: 'E Failed to set PSK identity hint',
  ERR_TLS_PSK_SET_IDENTITY_HINT_FAILED: 'E Failed to set PSK identity hint',
  ERR_TLS_RENEGOTIATION_DISABLED: 'E TLS session renegotiation disabled for this socket',
  ERR_TLS_REQUIRED_SERVER_NAME: 'E "servername" is required parameter for Server.addContext',
  ERR_TLS_SESSION_ATTACK: 'E TLS session renegotiation attack detected',
  ERR_TLS_SNI_FROM_SERVER: 'E Cannot issue SNI from a TLS server-side socket',
  ERR_UNKNOWN_CREDENTIAL: 'E %s identifier does not exist: %s',
};
