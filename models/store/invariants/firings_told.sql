-- Finds: acts of the tick that told nobody: no notice carries the act. What an erased case was told is gone
-- with it and is no violation.
SELECT f.municipality_id, f.act_id::text AS subject
FROM (
    SELECT DISTINCT municipality_id, act_id, deadline_id
    FROM deadline_firing
    WHERE act_id IS NOT NULL AND fired_at >= :since
) AS f
WHERE NOT EXISTS (SELECT FROM notice n WHERE n.act_id = f.act_id)
    AND EXISTS (
        SELECT FROM deadline d
        JOIN case_file c USING (case_id)
        WHERE d.deadline_id = f.deadline_id AND c.state <> 'erased'
    )
