#pragma once
#include <microhttpd.h>
#include <stdint.h>
#include <string.h>

/// What the daemon calls, with `owner` as the first argument of each.
struct mhd_callbacks {
    MHD_AccessHandlerCallback access;
    void *(*target)(void *owner, const char *uri, struct MHD_Connection *connection);
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback connection;
    void *owner;
};

struct mhd_settings {
    int listener;
    unsigned int connections;
    unsigned int connections_per_address;
    unsigned int timeout_seconds;
    size_t memory;
};

// The library must not decode: it does so before the path and the query are split.
static size_t mhd_leave_escaped(void *owner, struct MHD_Connection *connection, char *text) {
    (void)owner;
    (void)connection;
    return strlen(text);
}

// MHD_start_daemon is variadic: Swift cannot call it.
static inline struct MHD_Daemon *mhd_start(struct mhd_settings settings, struct mhd_callbacks callbacks) {
    return MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, callbacks.access, callbacks.owner,
        MHD_OPTION_LISTEN_SOCKET, settings.listener,
        MHD_OPTION_UNESCAPE_CALLBACK, mhd_leave_escaped, NULL,
        MHD_OPTION_URI_LOG_CALLBACK, callbacks.target, callbacks.owner,
        MHD_OPTION_NOTIFY_COMPLETED, callbacks.completed, callbacks.owner,
        MHD_OPTION_NOTIFY_CONNECTION, callbacks.connection, callbacks.owner,
        MHD_OPTION_CONNECTION_LIMIT, settings.connections,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, settings.connections_per_address,
        MHD_OPTION_CONNECTION_TIMEOUT, settings.timeout_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, settings.memory,
        MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
        MHD_OPTION_END);
}

static inline int mhd_epoll_descriptor(struct MHD_Daemon *daemon) {
    return MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

static inline int mhd_connection_descriptor(struct MHD_Connection *connection) {
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

static inline const struct sockaddr *mhd_connection_address(struct MHD_Connection *connection) {
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
}

static inline void *mhd_connection_context(struct MHD_Connection *connection) {
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

/// Bytes from the method to the end of the empty line after the headers.
static inline size_t mhd_header_size(struct MHD_Connection *connection) {
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)->header_size;
}

static inline void mhd_set_timeout(struct MHD_Connection *connection, unsigned int seconds) {
    MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT, seconds);
}
