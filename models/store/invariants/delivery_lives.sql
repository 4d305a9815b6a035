-- Finds: no delivery process gave a sign of life for 30 seconds (they beat every 5).
SELECT NULL::text AS municipality_id, 'delivery' AS subject
WHERE NOT EXISTS (
    SELECT FROM heartbeat
    WHERE process = 'delivery' AND beat_at > CAST(:now AS timestamptz) - interval '30 seconds'
)
