"""Actions of people on cases and deadlines, acts of the tick, pace of the mails, invariants, access tokens."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_CASE_STATES = ("received", "routed", "acknowledged", "in_progress", "paused", "closed", "erased")
_KINDS = ("acknowledge", "first_contact", "review", "feedback", "strafantrag", "agg_claim")
_QUESTIONS = ("offender_known", "discrimination_known")
_MESSAGES = (
    "case_assigned",
    "case_to_know",
    "partner_referral",
    "partner_acute_danger",
    "deadline_reminder",
    "deadline_escalation",
    "severity_raised",
    "alarm_no_office",
    "alarm_unrouted",
    "alarm_undelivered",
    "alarm_overdue",
)
_NEW_MESSAGES = ("alarm_invariant", "case_handed_around", "case_resumed")
_ACTIONS = (
    "contact",
    "pause",
    "resume",
    "extend",
    "hand_over",
    "close",
    "reopen",
    "link",
    "set_deadline",
    "correct_deadline",
    "suspend_deadline",
    "waive_deadline",
    "meet_deadline",
)
_INSTANT = sa.DateTime(timezone=True)
_MUNICIPALITY = ("municipality_id",), ("municipality.municipality_id",)


def _one_of(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


def _replace_words(table: str, column: str, words: tuple[str, ...]) -> None:
    name = op.f(f"ck_{table}_{column}_word")
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, _one_of(column, words))


def _of_municipality(table: str) -> sa.ForeignKeyConstraint:
    columns, targets = _MUNICIPALITY
    return sa.ForeignKeyConstraint(columns, targets, name=op.f(f"fk_{table}_municipality_id_municipality"))


def upgrade() -> None:
    _replace_words("deadline", "kind", (*_KINDS, *_QUESTIONS))
    _replace_words("notice", "message", (*_MESSAGES, *_NEW_MESSAGES))

    for name in ("first_contact_at", "paused_at", "pause_ends_at", "closed_at"):
        op.add_column("case_file", sa.Column(name, _INSTANT, nullable=True))
    state = sa.Enum(*_CASE_STATES, name="casestate", native_enum=False, length=40)
    op.add_column("case_file", sa.Column("paused_from", state, nullable=True))
    op.create_check_constraint(
        op.f("ck_case_file_paused_from_word"), "case_file", _one_of("paused_from", _CASE_STATES)
    )
    op.create_index(
        "ix_case_file_pause_ends",
        "case_file",
        ["pause_ends_at"],
        postgresql_where=sa.text("pause_ends_at IS NOT NULL"),
    )

    op.add_column("deadline", sa.Column("met_on", sa.Date(), nullable=True))
    op.add_column("deadline", sa.Column("replaces_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_deadline_replaces_id"), "deadline", ["replaces_id"])

    op.add_column("deadline_firing", sa.Column("act_id", sa.Uuid(), nullable=True))
    op.add_column("deadline_firing", sa.Column("audit_seq", sa.BigInteger(), nullable=True))
    op.add_column(
        "deadline_firing",
        sa.Column(
            "lateness_s",
            sa.Double(),
            sa.Computed("EXTRACT(EPOCH FROM fired_at - planned_at)::double precision", persisted=True),
            nullable=True,
        ),
    )
    op.create_index(op.f("ix_deadline_firing_act_id"), "deadline_firing", ["act_id"])

    for name in ("act_id", "carried_by"):
        op.add_column("notice", sa.Column(name, sa.Uuid(), nullable=True))
        op.create_index(op.f(f"ix_notice_{name}"), "notice", [name])

    op.create_table(
        "case_action",
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=60), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*_ACTIONS, name="caseactionkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("taken_at", _INSTANT, nullable=False),
        sa.Column("taken_by", sa.String(length=60), nullable=False),
        sa.Column("second_by", sa.String(length=60), nullable=True),
        sa.Column("office_before", sa.String(length=60), nullable=True),
        sa.Column("office_id", sa.String(length=60), nullable=True),
        sa.Column("deadline_id", sa.Uuid(), nullable=True),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(_one_of("kind", _ACTIONS), name=op.f("ck_case_action_kind_word")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.case_id"], name=op.f("fk_case_action_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["deadline_id"], ["deadline.deadline_id"], name=op.f("fk_case_action_deadline_id_deadline")
        ),
        _of_municipality("case_action"),
        sa.PrimaryKeyConstraint("action_id", name=op.f("pk_case_action")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_case_action_case_id_number")),
    )
    op.create_table(
        "case_link",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("linked_case_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=60), nullable=False),
        sa.Column("linked_at", _INSTANT, nullable=False),
        sa.Column("linked_by", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.case_id"], name=op.f("fk_case_link_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["linked_case_id"], ["case_file.case_id"], name=op.f("fk_case_link_linked_case_id_case_file")
        ),
        _of_municipality("case_link"),
        sa.PrimaryKeyConstraint("case_id", "linked_case_id", name=op.f("pk_case_link")),
    )
    op.create_index(op.f("ix_case_link_linked_case_id"), "case_link", ["linked_case_id"])
    op.create_table(
        "officer_token",
        sa.Column("token_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=60), nullable=False),
        sa.Column("officer_id", sa.String(length=60), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("revoked_at", _INSTANT, nullable=True),
        _of_municipality("officer_token"),
        sa.ForeignKeyConstraint(
            ["municipality_id", "officer_id"],
            ["officer.municipality_id", "officer.officer_id"],
            name=op.f("fk_officer_token_municipality_id_officer_id_officer"),
        ),
        sa.PrimaryKeyConstraint("token_id", name=op.f("pk_officer_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_officer_token_digest")),
    )
    op.create_table(
        "send_pace",
        sa.Column("bucket", sa.String(length=200), nullable=False),
        sa.Column("tokens", sa.Float(), nullable=False),
        sa.Column("refilled_at", _INSTANT, nullable=False),
        sa.Column("digest_sent_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_send_pace")),
    )
    op.create_table(
        "invariant_check",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("checked_at", _INSTANT, nullable=False),
        sa.Column("violations", sa.Integer(), nullable=False),
        sa.Column("broken_since", _INSTANT, nullable=True),
        sa.Column("took_ms", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_invariant_check")),
    )


def downgrade() -> None:
    """Refused by the database while rows hold one of the words that only this revision knows."""
    for table in ("invariant_check", "send_pace", "officer_token", "case_link", "case_action"):
        op.drop_table(table)
    for name in ("act_id", "carried_by"):
        op.drop_index(op.f(f"ix_notice_{name}"), table_name="notice")
        op.drop_column("notice", name)
    op.drop_index(op.f("ix_deadline_firing_act_id"), table_name="deadline_firing")
    for name in ("lateness_s", "audit_seq", "act_id"):
        op.drop_column("deadline_firing", name)
    op.drop_index(op.f("ix_deadline_replaces_id"), table_name="deadline")
    for name in ("replaces_id", "met_on"):
        op.drop_column("deadline", name)
    op.drop_index("ix_case_file_pause_ends", table_name="case_file")
    op.drop_constraint(op.f("ck_case_file_paused_from_word"), "case_file", type_="check")
    for name in ("paused_from", "closed_at", "pause_ends_at", "paused_at", "first_contact_at"):
        op.drop_column("case_file", name)
    _replace_words("notice", "message", _MESSAGES)
    _replace_words("deadline", "kind", _KINDS)
