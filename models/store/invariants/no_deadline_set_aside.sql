-- Finds: live deadlines the tick could not act on and put aside, so that the others go on.
SELECT d.municipality_id, c.case_ref
FROM deadline d
JOIN case_file c USING (case_id)
WHERE d.set_aside_at IS NOT NULL AND d.state IN ('armed', 'paused', 'breached')
