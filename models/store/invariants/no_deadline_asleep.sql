-- Finds: live deadlines with steps to come but no time for the next one: they would never act again.
SELECT d.municipality_id, c.case_ref
FROM deadline d
JOIN case_file c USING (case_id)
WHERE d.state IN ('armed', 'breached')
    AND d.next_action_at IS NULL
    AND d.step_no < jsonb_array_length(d.plan)
