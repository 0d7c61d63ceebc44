-- Texts are searched in one form, whatever they were typed with: without accents and vowel marks, with one of the several
-- yehs, kafs and hehs that keyboards for Urdu, Arabic and Persian give, and with the digits of ASCII.

-- Letters that Urdu tells apart stay apart (ں and ن, ے and ی). ھ and ہ are one here, for in what people type they stand
-- for each other, and so are آ, أ, إ, ٱ and ا. A hamza of its own is left out: شعراء is شعرا.
-- Decomposed, letters lose their marks together with all other marks. Plain ASCII, which most texts are, stays as it is.
CREATE FUNCTION search_form(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN octet_length($1) = char_length($1) THEN $1
    ELSE translate(
        regexp_replace(
            normalize($1, NFKD),
            '[\u0300-\u036F\u0610-\u061A\u0621\u0640\u064B-\u065F\u0670\u06D6-\u06DC\u06DF-\u06E4\u06E7\u06E8'
            '\u06EA-\u06ED\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFE00-\uFE0F\uFEFF]+',
            '', 'g'),
        U&'\0643\0649\064A\06CD\06D0\0647\0629\06BE\06C0\06C1\06C2\06C3\06D5\0671'
            '\0660\0661\0662\0663\0664\0665\0666\0667\0668\0669\06F0\06F1\06F2\06F3\06F4\06F5\06F6\06F7\06F8\06F9'
            '\060C\061B\061F\066B\066C\06D4\2018\2019\02BC',
        U&'\06A9\06CC\06CC\06CC\06CC\06C1\06C1\06C1\06C1\06C1\06C1\06C1\06C1\0627'
            '01234567890123456789'
            '      ''''''')
END;

-- The words of a task, and the form of its title for the index of what is only similar. In plpgsql, for functions in SQL are
-- put into the statement that uses them: every insert would plan the form of its texts anew, which took half of its time,
-- and the planner, which takes every user for one of few tasks, would look at each title instead of asking an index three
-- times; of 80,000 tasks that takes seconds. Hence the cost of the second, too. They name the schema, for they are read
-- where they run, and VACUUM, ANALYZE and a restored dump run them without a search_path.
DO $do$
BEGIN
    EXECUTE format(
        $function$
        CREATE FUNCTION search_vector(title text, description text) RETURNS tsvector
        LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $body$
        DECLARE
            form text := %I.search_form(title || ' ' || coalesce(description, ''));
        BEGIN
            RETURN to_tsvector('simple', form) || to_tsvector('english', form);
        END
        $body$
        $function$, current_schema);
    EXECUTE format(
        $function$
        CREATE FUNCTION search_title(text) RETURNS text
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS 'BEGIN RETURN %I.search_form($1); END'
        $function$, current_schema);
END
$do$;

DROP INDEX tasks_user_text;
ALTER TABLE tasks DROP COLUMN search;
ALTER TABLE tasks ADD COLUMN search tsvector NOT NULL
    GENERATED ALWAYS AS (search_vector(title, description)) STORED;
CREATE INDEX tasks_user_text ON tasks USING gin (user_id, search, search_title(title) gin_trgm_ops);

-- Whether a consumer has parked an event: asked for every event that the reconciler misses.
CREATE INDEX dead_letters_event ON dead_letters (consumer, event_id);
