DROP TABLE webhook_dead_letter;
DROP TABLE webhook_delivery;
DROP TABLE webhook_queue;
DROP TABLE webhook;
