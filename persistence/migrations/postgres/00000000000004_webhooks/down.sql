DELETE FROM region_key WHERE purpose = 'secrets';
ALTER TABLE region_key DROP CONSTRAINT region_key_purpose_check;
ALTER TABLE region_key ADD CONSTRAINT region_key_purpose_check CHECK (purpose IN ('node', 'issuer', 'cursor'));
DROP TABLE webhook_dead_letter;
DROP TABLE webhook_delivery;
DROP TABLE webhook_queue;
DROP TABLE webhook;
