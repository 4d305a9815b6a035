-- Finds: acts of the tick without exactly one entry "deadline_fired" of their own in the audit log: the entry
-- is missing or of another event, one act names two entries, two acts share one, or a firing has no act.
-- Firings of before acts were kept have none and are no violation.
WITH acts AS (
    SELECT
        municipality_id,
        act_id,
        audit_seq,
        count(*) OVER (PARTITION BY act_id) AS entries_of_act,
        count(*) OVER (PARTITION BY municipality_id, audit_seq) AS acts_of_entry
    FROM (
        SELECT DISTINCT municipality_id, act_id, audit_seq
        FROM deadline_firing
        WHERE act_id IS NOT NULL AND fired_at >= :since
    ) AS each_act
)
SELECT acts.municipality_id, acts.act_id::text AS subject
FROM acts
LEFT JOIN audit_entry e
    ON e.municipality_id = acts.municipality_id AND e.seq = acts.audit_seq AND e.event = 'deadline_fired'
WHERE e.seq IS NULL OR acts.entries_of_act > 1 OR acts.acts_of_entry > 1
UNION ALL
SELECT municipality_id, firing_id::text
FROM deadline_firing
WHERE act_id IS NULL
    AND fired_at >= :since
    AND fired_at > (SELECT min(fired_at) FROM deadline_firing WHERE act_id IS NOT NULL)
