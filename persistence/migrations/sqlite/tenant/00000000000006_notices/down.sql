ALTER TABLE settings DROP COLUMN reminder_days;
DROP TABLE notice;
