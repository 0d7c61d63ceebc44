-- The names under which older readers know two of the tables.

CREATE VIEW recurringtask AS
    SELECT id, user_id, title, description, priority_id AS priority, recurrence_type, recurrence_interval, start_date,
           end_date, next_due_at, last_created_at, is_active, created_at, updated_at
      FROM recurring_tasks
     WHERE status <> 'deleted';

-- 'task.completed.v1' was 'completed'.
CREATE VIEW taskeventlog AS
    SELECT id, task_id, split_part(event_type, '.', 2)::varchar(50) AS event_type, event_data::jsonb AS event_data,
           created_at
      FROM task_event_log;
