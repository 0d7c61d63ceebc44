-- Tasks, what they are grouped by, and the series they come from.

CREATE TABLE priorities (
    id smallint PRIMARY KEY,
    name text NOT NULL,
    level smallint NOT NULL,
    color char(7) NOT NULL,
    CONSTRAINT priorities_name_unique UNIQUE (name),
    CONSTRAINT priorities_level_unique UNIQUE (level)
);
INSERT INTO priorities (id, name, level, color) VALUES
    (1, 'High', 3, '#F59E0B'), (2, 'Medium', 2, '#3B82F6'), (3, 'Low', 1, '#6B7280'), (4, 'Critical', 4, '#EF4444');

CREATE TABLE tags (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    name varchar(50) NOT NULL,
    color text,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tags_name_not_empty CHECK (char_length(name) >= 1)
);
CREATE UNIQUE INDEX tags_user_name ON tags (user_id, lower(name));
ALTER TABLE tags ALTER user_id SET (n_distinct = -0.1);

CREATE TABLE recurring_tasks (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    title varchar(255) NOT NULL,
    description text,
    priority_id smallint NOT NULL DEFAULT 2 REFERENCES priorities,
    tag_ids uuid[] NOT NULL DEFAULT '{}',
    recurrence_type text NOT NULL,
    recurrence_interval int NOT NULL DEFAULT 1,
    by_weekday smallint[],
    by_month_day smallint,
    by_set_pos smallint,
    week_start smallint NOT NULL DEFAULT 1,
    cron_expression text,
    rrule text,
    timezone text NOT NULL,
    follow_user_timezone bool NOT NULL DEFAULT false,
    start_date timestamptz NOT NULL,
    start_wall timestamp NOT NULL,
    end_date timestamptz,
    end_on date,
    max_count int,
    occurrence_count int NOT NULL DEFAULT 0,
    anchor text NOT NULL DEFAULT 'schedule',
    generation text NOT NULL DEFAULT 'on_schedule',
    month_end_policy text NOT NULL DEFAULT 'clamp',
    catch_up_policy text NOT NULL DEFAULT 'all',
    overlap_policy text NOT NULL DEFAULT 'allow',
    create_ahead text NOT NULL DEFAULT 'day_start',
    reminders jsonb NOT NULL DEFAULT '[]',
    next_due_at timestamptz,
    next_generate_at timestamptz,
    last_created_at timestamptz,
    is_active bool NOT NULL DEFAULT true,
    paused_at timestamptz,
    status text NOT NULL DEFAULT 'active',
    parent_series_id uuid REFERENCES recurring_tasks ON DELETE SET NULL,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT recurring_tasks_title_length CHECK (char_length(title) BETWEEN 1 AND 255),
    CONSTRAINT recurring_tasks_description_length CHECK (char_length(description) <= 10000),
    CONSTRAINT recurring_tasks_type_known
        CHECK (recurrence_type IN ('daily', 'weekly', 'monthly', 'yearly', 'cron', 'rrule')),
    CONSTRAINT recurring_tasks_interval_range CHECK (recurrence_interval BETWEEN 1 AND 999),
    CONSTRAINT recurring_tasks_weekdays CHECK (by_weekday <@ '{1,2,3,4,5,6,7}'::smallint[]),
    CONSTRAINT recurring_tasks_month_day CHECK (by_month_day = -1 OR by_month_day BETWEEN 1 AND 31),
    CONSTRAINT recurring_tasks_week_start_day CHECK (week_start BETWEEN 1 AND 7),
    CONSTRAINT recurring_tasks_cron_expression CHECK ((cron_expression IS NOT NULL) = (recurrence_type = 'cron')),
    CONSTRAINT recurring_tasks_max_count_positive CHECK (max_count > 0),
    CONSTRAINT recurring_tasks_anchor_known CHECK (anchor IN ('schedule', 'completion')),
    CONSTRAINT recurring_tasks_generation_known CHECK (generation IN ('on_schedule', 'on_completion')),
    CONSTRAINT recurring_tasks_month_end_known CHECK (month_end_policy IN ('clamp', 'skip')),
    CONSTRAINT recurring_tasks_catch_up_known CHECK (catch_up_policy IN ('all', 'latest', 'none')),
    CONSTRAINT recurring_tasks_overlap_known CHECK (overlap_policy IN ('allow', 'skip_if_open')),
    CONSTRAINT recurring_tasks_status_known CHECK (status IN ('active', 'paused', 'exhausted', 'deleted')),
    CONSTRAINT recurring_tasks_active_status CHECK (is_active = (status = 'active')),
    CONSTRAINT recurring_tasks_version_positive CHECK (version > 0)
);
CREATE INDEX recurring_tasks_generate ON recurring_tasks (next_generate_at) WHERE is_active;
CREATE INDEX recurring_tasks_user ON recurring_tasks (user_id, is_active);
CREATE INDEX recurring_tasks_user_created ON recurring_tasks (user_id, created_at, id) WHERE status <> 'deleted';
ALTER TABLE recurring_tasks ALTER user_id SET (n_distinct = -0.1);

CREATE TABLE tasks (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    title varchar(255) NOT NULL,
    description text,
    status text NOT NULL DEFAULT 'pending',
    completed bool NOT NULL GENERATED ALWAYS AS (status = 'completed') STORED,
    completed_at timestamptz,
    priority_id smallint NOT NULL DEFAULT 2 REFERENCES priorities,
    due_date timestamptz,
    due_is_all_day bool NOT NULL DEFAULT false,
    due_on date,
    due_timezone text,
    reminder_offset int,
    recurrence_pattern text,
    is_recurring bool NOT NULL DEFAULT false,
    notified bool NOT NULL DEFAULT false,
    next_notice_at timestamptz,
    recurring_task_id uuid REFERENCES recurring_tasks,
    occurrence_at timestamptz,
    detached bool NOT NULL DEFAULT false,
    parent_id uuid REFERENCES tasks ON DELETE SET NULL,
    position double precision NOT NULL DEFAULT 0,
    source text NOT NULL DEFAULT 'api',
    -- Whether there may be rows in task_tags and task_reminders: a read by key is twice as fast when it need not look.
    has_tags bool NOT NULL DEFAULT false,
    has_reminders bool NOT NULL DEFAULT false,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    search tsvector NOT NULL GENERATED ALWAYS AS (
        to_tsvector('simple', title || ' ' || coalesce(description, ''))
        || to_tsvector('english', title || ' ' || coalesce(description, ''))) STORED,
    CONSTRAINT tasks_title_length CHECK (char_length(title) BETWEEN 1 AND 255),
    CONSTRAINT tasks_description_length CHECK (char_length(description) <= 10000),
    CONSTRAINT tasks_status_known CHECK (status IN ('pending', 'in_progress', 'completed', 'cancelled')),
    -- A plain timestamptz takes the year 10000 and infinity.
    CONSTRAINT tasks_due_date_range CHECK (due_date BETWEEN '1970-01-01Z' AND '2200-01-01Z'),
    CONSTRAINT tasks_all_day CHECK (NOT due_is_all_day OR (due_date IS NOT NULL AND due_on IS NOT NULL)),
    CONSTRAINT tasks_version_positive CHECK (version > 0),
    -- A deleted task keeps its slot: deleting an occurrence must not bring it back.
    CONSTRAINT tasks_one_per_occurrence UNIQUE (recurring_task_id, occurrence_at)
);
CREATE INDEX tasks_user_status_due ON tasks (user_id, status, due_date) WHERE deleted_at IS NULL;
CREATE INDEX tasks_user_created ON tasks (user_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_user_updated ON tasks (user_id, updated_at, id);
CREATE INDEX tasks_next_notice ON tasks (next_notice_at) WHERE next_notice_at IS NOT NULL;
CREATE INDEX tasks_parent ON tasks (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX tasks_search ON tasks USING gin (search);
CREATE INDEX tasks_title_trigrams ON tasks USING gin (title gin_trgm_ops);
-- Without it a list's plan flips to walking another index past everybody else's rows as soon as ANALYZE sees one user
-- who owns much of the table (24,000 lists a second fell to 50).
ALTER TABLE tasks ALTER user_id SET (n_distinct = -0.01);

CREATE TABLE task_tags (
    task_id uuid NOT NULL REFERENCES tasks ON DELETE CASCADE,
    tag_id uuid NOT NULL REFERENCES tags ON DELETE CASCADE,
    CONSTRAINT task_tags_pkey PRIMARY KEY (task_id, tag_id)
);
CREATE INDEX task_tags_tag ON task_tags (tag_id);

CREATE TABLE task_reminders (
    id uuid PRIMARY KEY,
    task_id uuid NOT NULL REFERENCES tasks ON DELETE CASCADE,
    user_id uuid NOT NULL,
    kind text NOT NULL,
    offset_iso text,
    remind_at timestamptz,
    channels text[] NOT NULL DEFAULT '{}',
    status text NOT NULL DEFAULT 'pending',
    snooze_count int NOT NULL DEFAULT 0,
    late bool NOT NULL DEFAULT false,
    sent_for_due timestamptz,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT task_reminders_kind_known CHECK (kind IN ('relative', 'absolute')),
    CONSTRAINT task_reminders_offset CHECK ((offset_iso IS NOT NULL) = (kind = 'relative')),
    CONSTRAINT task_reminders_status_known
        CHECK (status IN ('pending', 'sent', 'failed', 'cancelled', 'skipped', 'dormant')),
    CONSTRAINT task_reminders_pending_time CHECK (status <> 'pending' OR remind_at IS NOT NULL),
    CONSTRAINT task_reminders_version_positive CHECK (version > 0)
);
CREATE INDEX task_reminders_due ON task_reminders (remind_at) WHERE status = 'pending';
CREATE INDEX task_reminders_task ON task_reminders (task_id);
ALTER TABLE task_reminders ALTER task_id SET (n_distinct = -0.5);

-- What was told about a due date; the date is part of the key, so a moved date is told anew.
CREATE TABLE due_events (
    task_id uuid NOT NULL REFERENCES tasks ON DELETE CASCADE,
    kind text NOT NULL,
    due_date timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT due_events_pkey PRIMARY KEY (task_id, kind, due_date),
    CONSTRAINT due_events_kind_known CHECK (kind IN ('due_soon', 'due', 'overdue'))
);

-- The ledger of a series: one row for each scheduled instant that was dealt with.
CREATE TABLE recurring_occurrences (
    id uuid PRIMARY KEY,
    recurring_task_id uuid NOT NULL REFERENCES recurring_tasks ON DELETE CASCADE,
    occurrence_at timestamptz NOT NULL,
    status text NOT NULL,
    task_id uuid REFERENCES tasks ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    reason text,
    count int NOT NULL DEFAULT 1,
    trigger text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT recurring_occurrences_one_per_instant UNIQUE (recurring_task_id, occurrence_at),
    CONSTRAINT recurring_occurrences_status_known CHECK (
        status IN ('generated', 'completed', 'missed', 'missed_range', 'skipped', 'paused', 'suppressed')),
    CONSTRAINT recurring_occurrences_trigger_known CHECK (trigger IN ('cron', 'completion', 'manual')),
    CONSTRAINT recurring_occurrences_count_positive CHECK (count > 0)
);
CREATE INDEX recurring_occurrences_task ON recurring_occurrences (task_id) WHERE task_id IS NOT NULL;
