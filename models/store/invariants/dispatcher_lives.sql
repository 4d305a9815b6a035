-- Finds: no dispatcher gave a sign of life for 30 seconds (they beat every 5).
-- Nothing is routed then and no deadline acts, however healthy every row looks.
SELECT NULL::text AS municipality_id, 'dispatcher' AS subject
WHERE NOT EXISTS (
    SELECT FROM heartbeat
    WHERE process = 'dispatcher' AND beat_at > CAST(:now AS timestamptz) - interval '30 seconds'
)
