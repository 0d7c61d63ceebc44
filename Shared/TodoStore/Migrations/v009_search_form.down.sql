DROP INDEX dead_letters_event;
DROP INDEX tasks_user_text;
ALTER TABLE tasks DROP COLUMN search;
ALTER TABLE tasks ADD COLUMN search tsvector NOT NULL GENERATED ALWAYS AS (
    to_tsvector('simple', title || ' ' || coalesce(description, ''))
    || to_tsvector('english', title || ' ' || coalesce(description, ''))) STORED;
CREATE INDEX tasks_user_text ON tasks USING gin (user_id, search, title gin_trgm_ops);
DROP FUNCTION search_title;
DROP FUNCTION search_vector;
DROP FUNCTION search_form;
