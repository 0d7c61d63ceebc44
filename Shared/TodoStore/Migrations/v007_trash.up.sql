-- What users deleted, the latest first, and what has lain there long enough. No cost for tasks that are not deleted.

CREATE INDEX tasks_trash ON tasks (user_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX tasks_trash_age ON tasks (deleted_at) WHERE deleted_at IS NOT NULL;
