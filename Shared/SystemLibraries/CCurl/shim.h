#pragma once
#include <curl/curl.h>

// curl's setters and getters are variadic, which Swift cannot call: one typed function for each kind of argument.

static inline CURLcode cc_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode cc_set_large(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}
/// The value may be a string, a list, the body's bytes or the pointer that curl hands to a callback.
static inline CURLcode cc_set_pointer(CURL *easy, CURLoption option, const void *value) {
    return curl_easy_setopt(easy, option, value);
}
typedef size_t (*cc_data_callback)(char *bytes, size_t size, size_t count, void *context);
static inline CURLcode cc_set_data_callback(CURL *easy, CURLoption option, cc_data_callback callback) {
    return curl_easy_setopt(easy, option, callback);
}
typedef int (*cc_progress_callback)(void *context, curl_off_t downTotal, curl_off_t down, curl_off_t upTotal,
                                    curl_off_t up);
static inline CURLcode cc_set_progress_callback(CURL *easy, cc_progress_callback callback) {
    return curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, callback);
}

static inline CURLcode cc_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode cc_get_pointer(CURL *easy, CURLINFO info, void **value) {
    return curl_easy_getinfo(easy, info, value);
}

typedef int (*cc_socket_callback)(CURL *easy, curl_socket_t socket, int what, void *context, void *assigned);
typedef int (*cc_timer_callback)(CURLM *multi, long milliseconds, void *context);
static inline void cc_multi_set_callbacks(CURLM *multi, cc_socket_callback socket, cc_timer_callback timer,
                                          void *context) {
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, socket);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer);
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context);
}
static inline void cc_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    curl_multi_setopt(multi, option, value);
}
/// `CURLMsg.data` is a union.
static inline CURLcode cc_message_result(const CURLMsg *message) { return message->data.result; }
