-- Finds: entries "deadline_fired" of the audit log without a firing. Entries of before acts were kept do not
-- say theirs and are no violation.
SELECT e.municipality_id, e.seq::text AS subject
FROM audit_entry e
WHERE e.event = 'deadline_fired'
    AND e.recorded_at >= :since
    AND e.recorded_at >= (SELECT min(fired_at) FROM deadline_firing WHERE act_id IS NOT NULL)
    AND NOT EXISTS (
        SELECT FROM deadline_firing f
        WHERE f.act_id IS NOT NULL
            AND f.fired_at >= CAST(:since AS timestamptz) - interval '1 hour'
            AND f.municipality_id = e.municipality_id
            AND f.audit_seq = e.seq
    )
