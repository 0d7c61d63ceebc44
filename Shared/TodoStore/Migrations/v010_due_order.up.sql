-- A list in the order of due dates is a walk along this index: a page costs what a page costs, whoever has how many tasks.
CREATE INDEX tasks_user_due ON tasks (user_id, due_date, id) WHERE deleted_at IS NULL;
