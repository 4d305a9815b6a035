-- Finds: notices nobody has tried to send for ten minutes, and those no try has brought out within half an
-- hour (a relay may put a mail off for some minutes: greylisting).
SELECT municipality_id, notice_id::text AS subject
FROM notice
WHERE (state = 'queued' AND created_at < CAST(:now AS timestamptz) - interval '10 minutes')
    OR (state IN ('claimed', 'retry') AND created_at < CAST(:now AS timestamptz) - interval '30 minutes')
