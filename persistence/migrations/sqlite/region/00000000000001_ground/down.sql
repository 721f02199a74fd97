DROP TABLE region_key;
DROP TABLE client;
DROP TABLE region_operator;
DROP TABLE tenant;
DROP TABLE idempotency;
DROP TABLE journal;
DROP TABLE journal_head;
