// SPDX-License-Identifier: MIT
#include "http/failure.h"

typedef struct row {
    const char *code, *reason;
} row;

static const row rows[HTTP_FAILURE_COUNT] = {
    [HTTP_OK] = {"HPE_OK", ""},
    [HTTP_BAD_METHOD] = {"HPE_INVALID_METHOD", "Invalid method encountered"},
    [HTTP_BAD_TARGET_START] = {"HPE_INVALID_URL", "Unexpected start char in url"},
    [HTTP_BAD_TARGET] = {"HPE_INVALID_URL", "Invalid characters in url"},
    [HTTP_BAD_SCHEME] = {"HPE_INVALID_URL", "Unexpected char in url schema"},
    [HTTP_BAD_AUTHORITY] = {"HPE_INVALID_URL", "Unexpected char in url server"},
    [HTTP_NO_PROTOCOL] = {"HPE_INVALID_CONSTANT", "Expected HTTP/"},
    [HTTP_NO_PROTOCOL_IN_RESPONSE] = {"HPE_INVALID_CONSTANT", "Expected HTTP/, RTSP/ or ICE/"},
    [HTTP_BAD_MAJOR] = {"HPE_INVALID_VERSION", "Invalid major version"},
    [HTTP_BAD_DOT] = {"HPE_INVALID_VERSION", "Expected dot"},
    [HTTP_BAD_MINOR] = {"HPE_INVALID_VERSION", "Invalid minor version"},
    [HTTP_BAD_VERSION] = {"HPE_INVALID_VERSION", "Invalid HTTP version"},
    [HTTP_NO_LINE_AFTER_VERSION] = {"HPE_INVALID_VERSION", "Expected CRLF after version"},
    [HTTP_NO_SPACE_AFTER_VERSION] = {"HPE_INVALID_VERSION", "Expected space after version"},
    [HTTP_BAD_STATUS] = {"HPE_INVALID_STATUS", "Invalid status code"},
    [HTTP_BAD_STATUS_END] = {"HPE_INVALID_STATUS", "Invalid response status"},
    [HTTP_NO_CR_AFTER_STATUS_LINE] = {"HPE_CR_EXPECTED", "Missing expected CR after response line"},
    [HTTP_NO_LF_AFTER_CR] = {"HPE_STRICT", "Expected LF after CR"},
    [HTTP_SPACE_AFTER_START_LINE] = {"HPE_UNEXPECTED_SPACE", "Unexpected space after start line"},
    [HTTP_BAD_NAME] = {"HPE_INVALID_HEADER_TOKEN", "Invalid header token"},
    [HTTP_BAD_VALUE] = {"HPE_INVALID_HEADER_TOKEN", "Invalid header value char"},
    [HTTP_FOLDED_VALUE] = {"HPE_INVALID_HEADER_TOKEN", "Unexpected whitespace after header value"},
    [HTTP_NO_CR_AFTER_VALUE] = {"HPE_CR_EXPECTED", "Missing expected CR after header value"},
    [HTTP_NO_LF_AFTER_VALUE] = {"HPE_LF_EXPECTED", "Missing expected LF after header value"},
    [HTTP_NO_LF_AFTER_HEAD] = {"HPE_STRICT", "Expected LF after headers"},
    [HTTP_EMPTY_LENGTH] = {"HPE_INVALID_CONTENT_LENGTH", "Empty Content-Length"},
    [HTTP_BAD_LENGTH] = {"HPE_INVALID_CONTENT_LENGTH", "Invalid character in Content-Length"},
    [HTTP_LENGTH_OVERFLOW] = {"HPE_INVALID_CONTENT_LENGTH", "Content-Length overflow"},
    [HTTP_LENGTH_TWICE] = {"HPE_UNEXPECTED_CONTENT_LENGTH", "Duplicate Content-Length"},
    [HTTP_LENGTH_AND_ENCODING] = {"HPE_INVALID_CONTENT_LENGTH",
                                  "Content-Length can't be present with Transfer-Encoding"},
    [HTTP_ENCODING_AND_LENGTH] = {"HPE_INVALID_TRANSFER_ENCODING",
                                  "Transfer-Encoding can't be present with Content-Length"},
    [HTTP_BAD_ENCODING] = {"HPE_INVALID_TRANSFER_ENCODING", "Request has invalid `Transfer-Encoding`"},
    [HTTP_BAD_CHUNK_SIZE] = {"HPE_INVALID_CHUNK_SIZE", "Invalid character in chunk size"},
    [HTTP_CHUNK_SIZE_OVERFLOW] = {"HPE_INVALID_CHUNK_SIZE", "Chunk size overflow"},
    [HTTP_BAD_EXTENSION] = {"HPE_STRICT", "Invalid character in chunk extensions"},
    [HTTP_BAD_EXTENSION_NAME] = {"HPE_STRICT", "Invalid character in chunk extensions name"},
    [HTTP_BAD_EXTENSION_VALUE] = {"HPE_STRICT", "Invalid character in chunk extensions value"},
    [HTTP_BAD_EXTENSION_QUOTED] = {"HPE_STRICT", "Invalid character in chunk extensions quoted value"},
    [HTTP_BAD_EXTENSION_PAIR] = {"HPE_STRICT", "Invalid quoted-pair in chunk extensions quoted value"},
    [HTTP_NO_CR_AFTER_EXTENSION_NAME] = {"HPE_CR_EXPECTED", "Missing expected CR after chunk extension name"},
    [HTTP_NO_CR_AFTER_EXTENSION_VALUE] = {"HPE_CR_EXPECTED",
                                          "Missing expected CR after chunk extension value"},
    [HTTP_NO_LF_AFTER_CHUNK_SIZE] = {"HPE_STRICT", "Expected LF after chunk size"},
    [HTTP_NO_CRLF_AFTER_CHUNK] = {"HPE_STRICT", "Expected LF after chunk data"},
    [HTTP_DATA_AFTER_CLOSE] = {"HPE_CLOSED_CONNECTION", "Data after `Connection: close`"},
    [HTTP_CUT_SHORT] = {"HPE_INVALID_EOF_STATE", "Invalid EOF state"},
    [HTTP_HEAD_TOO_LARGE] = {"HPE_HEADER_OVERFLOW", "Header overflow"},
    [HTTP_EXTENSIONS_TOO_LARGE] = {"HPE_CHUNK_EXTENSIONS_OVERFLOW", "Chunk extensions overflow"},
    [HTTP_NO_MEMORY] = {"HPE_INTERNAL", "Out of memory"},
    [HTTP_H2_PREFACE] = {"HPE_PAUSED_H2_UPGRADE", "Pause on PRI/Upgrade"},
};

const char *http_failure_code(http_failure f)
{
    return rows[f].code;
}

const char *http_failure_reason(http_failure f)
{
    return rows[f].reason;
}
