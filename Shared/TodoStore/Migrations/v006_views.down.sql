DROP VIEW taskeventlog;
DROP VIEW recurringtask;
