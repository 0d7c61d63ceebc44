DROP INDEX tasks_user_due;
