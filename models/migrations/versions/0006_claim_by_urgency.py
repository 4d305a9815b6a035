"""Indexes in the order in which due deadlines are claimed: a claim reads what it takes and no more."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_DUE = "state IN ('armed', 'breached') AND set_aside_at IS NULL"


def upgrade() -> None:
    for name, clock in (("legal", "clock = 'legal'"), ("service", "clock <> 'legal'")):
        op.create_index(
            f"ix_deadline_due_{name}",
            "deadline",
            ["severity", "next_action_at"],
            postgresql_where=sa.text(f"{_DUE} AND {clock}"),
        )
    op.create_index(
        "ix_deadline_set_aside",
        "deadline",
        ["set_aside_at"],
        postgresql_where=sa.text("set_aside_at IS NOT NULL"),
    )
    op.create_index(
        "ix_deadline_repeating",
        "deadline",
        ["next_action_at"],
        postgresql_where=sa.text("state = 'breached' AND repeat_no > 0"),
    )


def downgrade() -> None:
    for name in ("repeating", "set_aside", "due_service", "due_legal"):
        op.drop_index(f"ix_deadline_{name}", table_name="deadline")
