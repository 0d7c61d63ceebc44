#include "TodoStoreMigrations.h"

// A new migration: its two files here, and its line in the list below. A test compares the list with the folder.

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char v001_users_up[] = {
#embed "v001_users.up.sql"
};
static const unsigned char v001_users_down[] = {
#embed "v001_users.down.sql"
};

static const unsigned char v002_tasks_up[] = {
#embed "v002_tasks.up.sql"
};
static const unsigned char v002_tasks_down[] = {
#embed "v002_tasks.down.sql"
};

static const unsigned char v003_events_up[] = {
#embed "v003_events.up.sql"
};
static const unsigned char v003_events_down[] = {
#embed "v003_events.down.sql"
};

static const unsigned char v004_notifications_up[] = {
#embed "v004_notifications.up.sql"
};
static const unsigned char v004_notifications_down[] = {
#embed "v004_notifications.down.sql"
};

static const unsigned char v005_requests_up[] = {
#embed "v005_requests.up.sql"
};
static const unsigned char v005_requests_down[] = {
#embed "v005_requests.down.sql"
};

static const unsigned char v006_views_up[] = {
#embed "v006_views.up.sql"
};
static const unsigned char v006_views_down[] = {
#embed "v006_views.down.sql"
};

static const unsigned char v007_trash_up[] = {
#embed "v007_trash.up.sql"
};
static const unsigned char v007_trash_down[] = {
#embed "v007_trash.down.sql"
};

static const unsigned char v008_search_up[] = {
#embed "v008_search.up.sql"
};
static const unsigned char v008_search_down[] = {
#embed "v008_search.down.sql"
};

static const unsigned char v009_search_form_up[] = {
#embed "v009_search_form.up.sql"
};
static const unsigned char v009_search_form_down[] = {
#embed "v009_search_form.down.sql"
};

static const unsigned char v010_due_order_up[] = {
#embed "v010_due_order.up.sql"
};
static const unsigned char v010_due_order_down[] = {
#embed "v010_due_order.down.sql"
};

static const unsigned char v011_recurrence_up[] = {
#embed "v011_recurrence.up.sql"
};
static const unsigned char v011_recurrence_down[] = {
#embed "v011_recurrence.down.sql"
};

#define MIGRATION(name) { #name, name##_up, sizeof name##_up, name##_down, sizeof name##_down }

static const todo_store_migration migrations[] = {
    MIGRATION(v001_users),
    MIGRATION(v002_tasks),
    MIGRATION(v003_events),
    MIGRATION(v004_notifications),
    MIGRATION(v005_requests),
    MIGRATION(v006_views),
    MIGRATION(v007_trash),
    MIGRATION(v008_search),
    MIGRATION(v009_search_form),
    MIGRATION(v010_due_order),
    MIGRATION(v011_recurrence),
};

const unsigned long todo_store_migration_count = sizeof migrations / sizeof migrations[0];

const todo_store_migration *todo_store_migration_at(unsigned long index) {
    return &migrations[index < todo_store_migration_count ? index : todo_store_migration_count - 1];
}
