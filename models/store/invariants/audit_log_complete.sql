-- Finds: municipalities whose audit log lacks an entry: its numbers are 1, 2, 3 … up to the one in the head.
-- Counted are the newest 2,000 entries and, slice by slice, all others.
SELECT h.municipality_id, h.last_seq::text AS subject
FROM audit_head h
CROSS JOIN LATERAL (
    VALUES
        (greatest(h.last_seq - 2000, 0), h.last_seq),
        (h.last_seq * :slice / :slices, h.last_seq * (:slice + 1) / :slices)
) AS part (behind, up_to)
WHERE part.up_to - part.behind <> (
    SELECT count(*) FROM audit_entry e
    WHERE e.municipality_id = h.municipality_id AND e.seq > part.behind AND e.seq <= part.up_to
)
UNION
SELECT h.municipality_id, h.last_seq::text
FROM audit_head h
WHERE EXISTS (
    SELECT FROM audit_entry e WHERE e.municipality_id = h.municipality_id AND e.seq > h.last_seq
)
