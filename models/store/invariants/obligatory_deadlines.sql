-- Finds: open cases that lack a live deadline they must have (a deadline lost, deleted or ended by mistake).
--   acknowledge    while nobody has taken the case
--   first_contact  until it is met
--   review         while the severity is not confirmed or the next step not decided
--   feedback       until it is met or waived
-- Looked at in slices of the case ids: one each minute, all of them within `slices` minutes.
WITH live AS (
    SELECT
        case_id,
        bool_or(kind = 'acknowledge') AS acknowledge,
        bool_or(kind = 'first_contact') AS first_contact,
        bool_or(kind = 'review') AS review,
        bool_or(kind = 'feedback') AS feedback
    FROM deadline
    WHERE state IN ('armed', 'paused', 'breached') AND case_id BETWEEN :first_case AND :last_case
    GROUP BY case_id
)
SELECT c.municipality_id, c.case_ref
FROM case_file c
LEFT JOIN live ON live.case_id = c.case_id
WHERE c.case_id BETWEEN :first_case AND :last_case
    AND c.routed_at IS NOT NULL
    AND c.state NOT IN ('received', 'closed', 'erased')
    AND (
        (c.acknowledged_at IS NULL AND live.acknowledge IS NOT TRUE)
        OR ((c.severity_confirmed_at IS NULL OR c.next_step IS NULL) AND live.review IS NOT TRUE)
        OR (live.first_contact IS NOT TRUE AND c.first_contact_at IS NULL AND NOT EXISTS (
            SELECT FROM deadline met
            WHERE met.case_id = c.case_id AND met.kind = 'first_contact' AND met.state = 'met'
        ))
        OR (live.feedback IS NOT TRUE AND NOT EXISTS (
            SELECT FROM deadline met
            WHERE met.case_id = c.case_id AND met.kind = 'feedback'
                AND (met.state = 'met' OR (met.state = 'cancelled' AND met.reason = 'waived'))
        ))
    )
