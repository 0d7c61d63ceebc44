-- The extensions stay: others in the same database may use them.
DROP TABLE rate_counters;
DROP TABLE sessions;
DROP TABLE user_preferences;
DROP TABLE users;
