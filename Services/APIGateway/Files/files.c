#include "APIGatewayFiles.h"

// The API's description as it lies in docs/: served from the binary, which needs no file beside it.

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char openapi_yaml[] = {
#embed "../../../docs/openapi.yaml"
};
static const unsigned char openapi_json[] = {
#embed "../../../docs/openapi.json"
};

const api_gateway_file api_gateway_openapi_yaml = { openapi_yaml, sizeof openapi_yaml };
const api_gateway_file api_gateway_openapi_json = { openapi_json, sizeof openapi_json };
