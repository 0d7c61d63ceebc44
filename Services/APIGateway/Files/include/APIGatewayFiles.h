#pragma once

// The files that the gateway serves as they are. No system header here: Swift's Glibc module has them too.

typedef struct {
    const unsigned char *_Nonnull bytes; // not NUL-terminated
    unsigned long length;
} api_gateway_file;

extern const api_gateway_file api_gateway_openapi_yaml;
extern const api_gateway_file api_gateway_openapi_json;

extern const api_gateway_file api_gateway_docs_page;
extern const api_gateway_file api_gateway_docs_script;
extern const api_gateway_file api_gateway_docs_style;
extern const api_gateway_file api_gateway_docs_icon;

// Compressed by gzip: the script and the style.
extern const api_gateway_file api_gateway_swagger_ui_script;
extern const api_gateway_file api_gateway_swagger_ui_style;
extern const api_gateway_file api_gateway_swagger_ui_license;
extern const api_gateway_file api_gateway_swagger_ui_notice;
