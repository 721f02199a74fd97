-- One new body, durable, with its idempotency record and its journal row, as POST …/bodies writes it.
\startpipeline
BEGIN READ WRITE;
SET LOCAL app.tenant_id = '@TENANT@';
SELECT 1 FROM journal_head WHERE tenant_id = '@TENANT@' FOR UPDATE;
\endpipeline
INSERT INTO body (tenant_id, id, key, body_type, level, name_nb, name_nn, sort_key, openness, visibility, decision_rule,
    verification, salt, created_at, changed_at, version)
SELECT tenant_id, gen_random_uuid(), 'pgbench-' || gen_random_uuid(), body_type, level, name_nb, name_nn, sort_key,
    openness, visibility, decision_rule, verification, salt, now(), now(), 1
FROM body WHERE tenant_id = '@TENANT@' AND key = 'load-1';
INSERT INTO idempotency (tenant_id, id, fingerprint, status, headers, body, expires_at)
VALUES ('@TENANT@', sha256(gen_random_uuid()::text::bytea), sha256('x'), 201, '[]', repeat('x', 800)::bytea,
    now() + interval '24 hours');
UPDATE journal_head SET seq = seq + 1, hash = sha256(hash) WHERE tenant_id = '@TENANT@' RETURNING epoch, seq, hash;
INSERT INTO journal (tenant_id, seq, at, actor, organization, trace, act, subject_type, subject_id, visibility, digest, hash)
SELECT tenant_id, seq, now(), 'pgbench', NULL, md5(seq::text), 'created', 'body', 'body_' || md5(seq::text), 'public',
    hash, hash FROM journal_head WHERE tenant_id = '@TENANT@';
COMMIT;
