"""Audit entries get their number at the commit, inside the server: the log's head is held for no round trip."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# The bytes are those of RFC 8785: keys in order, and what stands between the parts holds digits, hex and
# nulls alone. The leaf hash is that of RFC 6962, section 2.1.
_PLACE = """
CREATE FUNCTION place_audit_draft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    number bigint;
    case_number integer;
    previous bytea;
    bytes bytea;
BEGIN
    UPDATE audit_head SET last_seq = last_seq + 1
    WHERE municipality_id = NEW.municipality_id RETURNING last_seq INTO STRICT number;
    IF NEW.case_id IS NOT NULL THEN
        SELECT case_seq, leaf_hash INTO case_number, previous FROM audit_entry
        WHERE case_id = NEW.case_id ORDER BY case_seq DESC LIMIT 1;
        case_number := coalesce(case_number, 0) + 1;
    END IF;
    bytes := convert_to(
        NEW.opening || coalesce(case_number::text, 'null')
        || NEW.middle || coalesce('"' || encode(previous, 'hex') || '"', 'null')
        || ',"seq":' || number::text || '}',
        'UTF8'
    );
    INSERT INTO audit_entry (
        municipality_id, seq, case_id, case_seq, event, recorded_at, entry, leaf_hash, previous_case_hash
    ) VALUES (
        NEW.municipality_id, number, NEW.case_id, case_number, NEW.event, NEW.recorded_at,
        bytes, sha256('\\x00'::bytea || bytes), previous
    );
    DELETE FROM audit_draft WHERE draft_id = NEW.draft_id;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "audit_draft",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=60), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opening", sa.String(), nullable=False),
        sa.Column("middle", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.municipality_id"],
            name=op.f("fk_audit_draft_municipality_id_municipality"),
        ),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_audit_draft")),
    )
    op.execute(_PLACE)
    op.execute(
        "CREATE CONSTRAINT TRIGGER audit_draft_placed AFTER INSERT ON audit_draft "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION place_audit_draft()"
    )


def downgrade() -> None:
    op.drop_table("audit_draft")
    op.execute("DROP FUNCTION place_audit_draft()")
