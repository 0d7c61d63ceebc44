DROP TABLE task_event_log;
DROP FUNCTION task_event_log_append_only();
DROP TABLE dead_letters;
DROP TABLE processed_events;
DROP TABLE relay_leases;
DROP TABLE outbox_events;
