-- Finds: steps taken after their deadline had been met, cancelled or replaced. Both instants are read before
-- the row is locked, and a statement waits for a lock 15 seconds at most: only beyond 20 the order is sure.
SELECT f.municipality_id, f.firing_id::text AS subject
FROM deadline_firing f
JOIN deadline d USING (deadline_id)
WHERE f.act_id IS NOT NULL AND f.fired_at >= :since AND f.fired_at > d.ended_at + interval '20 seconds'
