DROP INDEX tasks_trash_age;
DROP INDEX tasks_trash;
