-- Finds: live deadlines of closed or erased cases: they would remind of a case that needs nothing any more.
-- Looked at in slices of the case ids: one each minute, all of them within `slices` minutes.
SELECT c.municipality_id, c.case_ref
FROM case_file c
WHERE c.case_id BETWEEN :first_case AND :last_case
    AND c.state IN ('closed', 'erased')
    AND EXISTS (
        SELECT FROM deadline d WHERE d.case_id = c.case_id AND d.state IN ('armed', 'paused', 'breached')
    )
