-- Tasks that come again once they are done: whether they are due on a day, and on each task how often it comes.

ALTER TABLE recurring_tasks ADD COLUMN due_is_all_day bool NOT NULL DEFAULT false;

UPDATE tasks t
   SET is_recurring = true,
       recurrence_pattern = CASE
           WHEN r.recurrence_type = 'weekly' AND r.recurrence_interval = 1
                AND r.by_weekday @> '{1,2,3,4,5}' AND cardinality(r.by_weekday) = 5 THEN 'weekdays'
           WHEN r.recurrence_interval = 1 THEN r.recurrence_type
           ELSE 'every ' || r.recurrence_interval || ' ' || CASE r.recurrence_type
               WHEN 'daily' THEN 'days' WHEN 'weekly' THEN 'weeks' WHEN 'monthly' THEN 'months' ELSE 'years' END
       END
  FROM recurring_tasks r
 WHERE r.id = t.recurring_task_id AND NOT t.is_recurring;
