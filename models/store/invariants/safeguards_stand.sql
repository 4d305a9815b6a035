-- Finds: what makes twice or tampering impossible and is gone or switched off: the constraints "one live
-- deadline a case, kind and person", "one firing a step", "one notice an effect", and the triggers that refuse
-- every change of the audit log and of the firings.
SELECT NULL::text AS municipality_id, wanted.name AS subject
FROM (VALUES
    ('uq_deadline_live'),
    ('uq_deadline_firing_deadline_id_generation_step_no_repeat_no'),
    ('uq_notice_dedupe_key')
) AS wanted (name)
WHERE NOT EXISTS (
    SELECT FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid
    WHERE c.relname = wanted.name AND i.indisunique AND i.indisvalid
)
UNION ALL
SELECT NULL::text, wanted.name
FROM (VALUES
    ('audit_entry_append_only'),
    ('audit_entry_no_truncate'),
    ('deadline_firing_append_only'),
    ('deadline_firing_no_truncate')
) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgname = wanted.name AND t.tgenabled <> 'D')
