"""What the auditor found and told, indexes for its looks, and a recipient outside the municipality."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None

_RECIPIENTS = ("office", "person", "partner", "coordination")
_INSTANT = sa.DateTime(timezone=True)
_ACTING = "state IN ('armed', 'breached')"
_INDEXES = (
    ("ix_deadline_firing_of_act", "deadline_firing", "fired_at", "act_id IS NOT NULL"),
    ("ix_deadline_firing_without_act", "deadline_firing", "fired_at", "act_id IS NULL"),
    ("ix_audit_entry_fired", "audit_entry", "recorded_at", "event = 'deadline_fired'"),
    ("ix_notice_of_act", "notice", "created_at", "act_id IS NOT NULL"),
    ("ix_deadline_paused", "deadline", "case_id", "state = 'paused'"),
    (
        "ix_deadline_asleep",
        "deadline",
        "case_id",
        f"{_ACTING} AND next_action_at IS NULL AND step_no < jsonb_array_length(plan)",
    ),
    ("ix_deadline_due", "deadline", "due_at", "state IN ('armed', 'paused', 'breached')"),
    ("ix_dispatch_set_aside", "dispatch", "created_at", "state = 'set_aside'"),
)


def _replace_recipients(words: tuple[str, ...]) -> None:
    name = op.f("ck_notice_recipient_kind_word")
    op.drop_constraint(name, "notice", type_="check")
    op.create_check_constraint(name, "notice", f"recipient_kind IN ({', '.join(map(repr, words))})")


def upgrade() -> None:
    _replace_recipients((*_RECIPIENTS, "outside"))
    op.add_column("invariant_check", sa.Column("failure_code", sa.String(length=60), nullable=True))
    op.add_column("invariant_check", sa.Column("told_at", _INSTANT, nullable=True))
    op.add_column(
        "invariant_check",
        sa.Column("told_over", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    op.alter_column("invariant_check", "told_over", server_default=None)
    for name, table, column, where in _INDEXES:
        op.create_index(name, table, [column], postgresql_where=sa.text(where))


def downgrade() -> None:
    """Refused by the database while a notice is for somebody outside."""
    for name, table, _, _ in reversed(_INDEXES):
        op.drop_index(name, table_name=table)
    for name in ("told_over", "told_at", "failure_code"):
        op.drop_column("invariant_check", name)
    _replace_recipients(_RECIPIENTS)
