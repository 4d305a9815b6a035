-- Finds: rows of the queue that could be taken and are not: routing for two minutes. What only shows in
-- Prefect what is done already may wait an hour, for Prefect may be away.
SELECT municipality_id, dispatch_id::text AS subject
FROM dispatch
WHERE state IN ('pending', 'leased')
    AND available_at < CAST(:now AS timestamptz) - CASE
        WHEN flow = 'route_case' AND worked_at IS NULL THEN interval '2 minutes'
        ELSE interval '1 hour'
    END
