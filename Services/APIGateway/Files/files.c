#include "APIGatewayFiles.h"

// What the gateway serves as it is, from the binary, which needs no file beside it.

#pragma clang diagnostic ignored "-Wc23-extensions"

// The API's description as it lies in docs/.
static const unsigned char openapi_yaml[] = {
#embed "../../../docs/openapi.yaml"
};
static const unsigned char openapi_json[] = {
#embed "../../../docs/openapi.json"
};

const api_gateway_file api_gateway_openapi_yaml = { openapi_yaml, sizeof openapi_yaml };
const api_gateway_file api_gateway_openapi_json = { openapi_json, sizeof openapi_json };

// The page at /docs.
static const unsigned char docs_page[] = {
#embed "docs/index.html"
};
static const unsigned char docs_script[] = {
#embed "docs/docs.js"
};
static const unsigned char docs_style[] = {
#embed "docs/docs.css"
};
static const unsigned char docs_icon[] = {
#embed "docs/icon.svg"
};

const api_gateway_file api_gateway_docs_page = { docs_page, sizeof docs_page };
const api_gateway_file api_gateway_docs_script = { docs_script, sizeof docs_script };
const api_gateway_file api_gateway_docs_style = { docs_style, sizeof docs_style };
const api_gateway_file api_gateway_docs_icon = { docs_icon, sizeof docs_icon };

// Swagger UI, which that page runs.
static const unsigned char swagger_ui_script[] = {
#embed "docs/swagger-ui/swagger-ui-bundle.js.gz"
};
static const unsigned char swagger_ui_style[] = {
#embed "docs/swagger-ui/swagger-ui.css.gz"
};
static const unsigned char swagger_ui_license[] = {
#embed "docs/swagger-ui/LICENSE"
};
static const unsigned char swagger_ui_notice[] = {
#embed "docs/swagger-ui/NOTICE"
};

const api_gateway_file api_gateway_swagger_ui_script = { swagger_ui_script, sizeof swagger_ui_script };
const api_gateway_file api_gateway_swagger_ui_style = { swagger_ui_style, sizeof swagger_ui_style };
const api_gateway_file api_gateway_swagger_ui_license = { swagger_ui_license, sizeof swagger_ui_license };
const api_gateway_file api_gateway_swagger_ui_notice = { swagger_ui_notice, sizeof swagger_ui_notice };
