DROP TABLE recurring_occurrences;
DROP TABLE due_events;
DROP TABLE task_reminders;
DROP TABLE task_tags;
DROP TABLE tasks;
DROP TABLE recurring_tasks;
DROP TABLE tags;
DROP TABLE priorities;
