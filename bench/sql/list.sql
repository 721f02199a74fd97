-- One page of bodies, as GET …/bodies?limit=50 reads it. BEGIN and the setting cross in one round trip.
\startpipeline
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL app.tenant_id = '@TENANT@';
\endpipeline
SELECT epoch, seq FROM journal_head WHERE tenant_id = '@TENANT@';
SELECT * FROM body WHERE tenant_id = '@TENANT@' ORDER BY sort_key, id LIMIT 50;
COMMIT;
