#pragma once
#include <stdint.h>
// No system header here: one that glibc's own Swift module also has clashes in debug and test builds.

typedef struct {
    uint32_t events;
    uint64_t token;
} cl_event;

enum { CL_EPOLL_ADD = 1, CL_EPOLL_DEL = 2, CL_EPOLL_MOD = 3 };
enum { CL_EPOLLIN = 0x001, CL_EPOLLOUT = 0x004, CL_EPOLLERR = 0x008, CL_EPOLLHUP = 0x010, CL_EPOLLRDHUP = 0x2000 };

int cl_epoll_create(void);
int cl_epoll_control(int epoll, int operation, int descriptor, uint32_t events, uint64_t token);
/// Waits for at most `timeout_ms` (-1: for ever) and fills at most 64 events.
int cl_epoll_wait(int epoll, cl_event *events, int capacity, int timeout_ms);

int cl_eventfd(void);

/// Blocks the given signals in this thread (and in those it starts) and returns a descriptor that reads them.
int cl_signalfd(const int *signals, int count);
void cl_block_signals(const int *signals, int count);
/// The number of the next signal in the descriptor, or 0.
int cl_read_signal(int descriptor);

/// Sets the niceness of the calling thread only.
void cl_set_thread_nice(int nice);
void cl_set_thread_name(const char *name);

/// Raises RLIMIT_NOFILE to its hard limit and returns the limit now in force.
uint64_t cl_raise_descriptor_limit(void);
