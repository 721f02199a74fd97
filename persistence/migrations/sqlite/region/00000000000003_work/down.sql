DROP TABLE standing_work;
