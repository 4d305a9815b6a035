-- Finds: steps taken after their deadline had been met, cancelled or replaced, by the numbers of the audit log:
-- both are entered there in the transaction in which they happen, under the lock of the case. Times would not
-- do, for a clock can be set back between the two.
SELECT f.municipality_id, f.firing_id::text AS subject
FROM deadline_firing f
JOIN deadline d USING (deadline_id)
CROSS JOIN LATERAL (
    SELECT e.seq, convert_from(e.entry, 'UTF8')::jsonb -> 'details' AS details
    FROM audit_entry e
    WHERE e.case_id = d.case_id
        AND e.seq < f.audit_seq
        AND CASE
            WHEN d.state = 'superseded' THEN e.event IN ('deadline_set', 'deadline_corrected', 'deadline_suspended')
            ELSE e.event IN ('deadline_met', 'deadline_cancelled', 'deadline_waived')
        END
) AS ended
WHERE f.act_id IS NOT NULL
    AND f.fired_at >= :since
    AND d.ended_at IS NOT NULL
    AND d.deadline_id::text
        = ended.details ->> CASE WHEN d.state = 'superseded' THEN 'replaces' ELSE 'deadline' END
