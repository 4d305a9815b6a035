-- Finds: deadlines that rest although their case has no pause, or its pause ended more than 15 seconds ago
-- (a pause forgotten when somebody else took over, a pause that does not end by itself). A case that was handed
-- over keeps its pause while it waits for somebody to take it.
SELECT d.municipality_id, c.case_ref
FROM deadline d
JOIN case_file c USING (case_id)
WHERE d.state = 'paused'
    AND (
        c.pause_ends_at IS NULL
        OR c.state NOT IN ('paused', 'routed')
        OR c.pause_ends_at < CAST(:now AS timestamptz) - interval '15 seconds'
    )
