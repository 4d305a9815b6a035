-- Finds: live deadlines without a time for what comes next, a step or, while they are armed, the end of their
-- time: they would never act again.
SELECT d.municipality_id, c.case_ref
FROM deadline d
JOIN case_file c USING (case_id)
WHERE d.state IN ('armed', 'breached')
    AND d.next_action_at IS NULL
    AND (d.state = 'armed' OR d.step_no < jsonb_array_length(d.plan))
