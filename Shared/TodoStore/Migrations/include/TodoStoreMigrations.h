#pragma once

// The .sql files beside migrations.c, in the program. No system header here: Swift's Glibc module has them too.

typedef struct {
    const char *_Nonnull name;          // "v001_users"
    const unsigned char *_Nonnull up;   // not NUL-terminated
    unsigned long up_length;
    const unsigned char *_Nonnull down;
    unsigned long down_length;
} todo_store_migration;

extern const unsigned long todo_store_migration_count;

// In order; the index starts at 0. Beyond the last it answers the last.
const todo_store_migration *_Nonnull todo_store_migration_at(unsigned long index);
