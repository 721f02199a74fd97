-- One body by its key with its newest mandate and what it took over from, as GET …/bodies/{key} reads it.
\set n random(1, @ROWS@)
\startpipeline
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL app.tenant_id = '@TENANT@';
\endpipeline
SELECT epoch, seq FROM journal_head WHERE tenant_id = '@TENANT@';
SELECT * FROM body WHERE tenant_id = '@TENANT@' AND key = 'load-' || :n::integer::text;
SELECT m.* FROM body_mandate m JOIN body b ON b.tenant_id = m.tenant_id AND b.id = m.body_id
WHERE m.tenant_id = '@TENANT@' AND b.key = 'load-' || :n::integer::text ORDER BY m.number DESC LIMIT 1;
SELECT s.* FROM body_succession s JOIN body b ON b.tenant_id = s.tenant_id AND b.id = s.body_id
WHERE s.tenant_id = '@TENANT@' AND b.key = 'load-' || :n::integer::text;
COMMIT;
