-- Finds: rows of the queue given up after several tries: a person has to look.
SELECT municipality_id, dispatch_id::text AS subject
FROM dispatch
WHERE state = 'set_aside'
