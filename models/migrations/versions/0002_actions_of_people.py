"""Actions of people: confirmed severity and next step, answers added later, conflicts of interest."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NEXT_STEPS = ("talk", "protect", "refer", "criminal_complaint", "clearing", "observe", "close")
_SEVERITIES = ("low", "medium", "high", "critical")


def _severity(column: str) -> sa.Column[str]:
    kind = sa.Enum(*_SEVERITIES, name="severity", native_enum=False, length=40)
    return sa.Column(column, kind, nullable=False)


def upgrade() -> None:
    op.add_column("case_file", sa.Column("severity_confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("case_file", sa.Column("severity_confirmed_by", sa.String(length=60), nullable=True))
    op.add_column(
        "case_file",
        sa.Column(
            "next_step",
            sa.Enum(*_NEXT_STEPS, name="nextstep", native_enum=False, length=40),
            nullable=True,
        ),
    )
    op.create_check_constraint(
        op.f("ck_case_file_next_step_word"),
        "case_file",
        f"next_step IN ({', '.join(repr(step) for step in _NEXT_STEPS)})",
    )
    op.create_table(
        "added_answers",
        sa.Column("added_answers_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=60), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=60), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.case_id"], name=op.f("fk_added_answers_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.municipality_id"],
            name=op.f("fk_added_answers_municipality_id_municipality"),
        ),
        sa.PrimaryKeyConstraint("added_answers_id", name=op.f("pk_added_answers")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_added_answers_case_id_number")),
    )
    op.create_table(
        "severity_verdict",
        sa.Column("verdict_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=60), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        _severity("proposed"),
        _severity("before"),
        _severity("severity"),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.String(length=60), nullable=False),
        sa.Column("second_by", sa.String(length=60), nullable=True),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=True),
        *(
            sa.CheckConstraint(
                f"{column} IN ({', '.join(repr(level) for level in _SEVERITIES)})",
                name=op.f(f"ck_severity_verdict_{column}_word"),
            )
            for column in ("proposed", "before", "severity")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.case_id"], name=op.f("fk_severity_verdict_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.municipality_id"],
            name=op.f("fk_severity_verdict_municipality_id_municipality"),
        ),
        sa.PrimaryKeyConstraint("verdict_id", name=op.f("pk_severity_verdict")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_severity_verdict_case_id_number")),
    )
    op.create_table(
        "bias",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.String(length=60), nullable=False),
        sa.Column("municipality_id", sa.String(length=60), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marked_by", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.case_id"], name=op.f("fk_bias_case_id_case_file")),
        sa.ForeignKeyConstraint(
            ["municipality_id", "officer_id"],
            ["officer.municipality_id", "officer.officer_id"],
            name=op.f("fk_bias_municipality_id_officer_id_officer"),
        ),
        sa.PrimaryKeyConstraint("case_id", "officer_id", name=op.f("pk_bias")),
    )


def downgrade() -> None:
    op.drop_table("bias")
    op.drop_table("severity_verdict")
    op.drop_table("added_answers")
    op.drop_constraint(op.f("ck_case_file_next_step_word"), "case_file", type_="check")
    op.drop_column("case_file", "next_step")
    op.drop_column("case_file", "severity_confirmed_by")
    op.drop_column("case_file", "severity_confirmed_at")
