-- Finds: notices of an act that never took place. Both are written at one instant; the hour is for good measure.
SELECT n.municipality_id, n.notice_id::text AS subject
FROM notice n
WHERE n.act_id IS NOT NULL
    AND n.created_at >= :since
    AND NOT EXISTS (
        SELECT FROM deadline_firing f
        WHERE f.act_id = n.act_id AND f.fired_at >= CAST(:since AS timestamptz) - interval '1 hour'
    )
