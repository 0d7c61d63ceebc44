ALTER TABLE recurring_tasks DROP COLUMN due_is_all_day;
