-- One index for everything that is searched, and it begins with the user: a word that is rare for its user and common
-- among all others is found in the rows of that user alone. Titles are in it twice, as words and as trigrams.

CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE INDEX tasks_user_text ON tasks USING gin (user_id, search, title gin_trgm_ops);
DROP INDEX tasks_search;
DROP INDEX tasks_title_trigrams;
