CREATE INDEX tasks_search ON tasks USING gin (search);
CREATE INDEX tasks_title_trigrams ON tasks USING gin (title gin_trgm_ops);
DROP INDEX tasks_user_text;
DROP EXTENSION IF EXISTS btree_gin;
