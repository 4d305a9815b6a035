-- Finds: steps that are due for more than 15 seconds and nobody took (a tick comes every second or two), and
-- deadlines still armed more than 15 seconds after they were over, whenever their next step may be.
-- Rows set aside are told by no_deadline_set_aside, those whose case somebody works on are taken at once after.
SELECT d.municipality_id, c.case_ref
FROM deadline d
JOIN case_file c USING (case_id)
WHERE d.state IN ('armed', 'breached')
    AND d.set_aside_at IS NULL
    AND d.next_action_at < CAST(:now AS timestamptz) - interval '15 seconds'
UNION
SELECT d.municipality_id, c.case_ref
FROM deadline d
JOIN case_file c USING (case_id)
WHERE d.state = 'armed'
    AND d.set_aside_at IS NULL
    AND d.due_at < CAST(:now AS timestamptz) - interval '16 seconds'
