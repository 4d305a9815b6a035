-- Finds: reports that wait unrouted for more than two minutes, whatever keeps them waiting.
SELECT municipality_id, case_ref
FROM case_file
WHERE routed_at IS NULL AND submitted_at < CAST(:now AS timestamptz) - interval '2 minutes'
