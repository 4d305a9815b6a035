"""Periods end as breached, nothing armed sleeps, and what waits for an office knows since when."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ASLEEP = "state IN ('armed', 'breached') AND next_action_at IS NULL"
_STEPS_LEFT = "step_no < jsonb_array_length(plan)"


def upgrade() -> None:
    op.add_column("deadline", sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_deadline_held", "deadline", ["held_at"], postgresql_where=sa.text("held_at IS NOT NULL")
    )
    # Periods whose last step was told and that nothing would have looked at again.
    op.execute(
        "UPDATE deadline SET next_action_at = due_at + CASE WHEN clock = 'legal' THEN interval '1 second'"
        " ELSE interval '0' END WHERE state = 'armed' AND next_action_at IS NULL"
    )
    op.drop_index("ix_deadline_asleep", table_name="deadline")
    op.create_index(
        "ix_deadline_asleep",
        "deadline",
        ["case_id"],
        postgresql_where=sa.text(f"{_ASLEEP} AND (state = 'armed' OR {_STEPS_LEFT})"),
    )


def downgrade() -> None:
    op.drop_index("ix_deadline_asleep", table_name="deadline")
    op.create_index(
        "ix_deadline_asleep",
        "deadline",
        ["case_id"],
        postgresql_where=sa.text(f"{_ASLEEP} AND {_STEPS_LEFT}"),
    )
    op.drop_index("ix_deadline_held", table_name="deadline")
    op.drop_column("deadline", "held_at")
