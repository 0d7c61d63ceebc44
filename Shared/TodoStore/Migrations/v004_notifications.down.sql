DROP TABLE delivery_attempts;
DROP TABLE notification_deliveries;
DROP TABLE notifications;
