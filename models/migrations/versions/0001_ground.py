"""The ground: cases, reports, keys, audit log, deadlines, dispatch queue, outbox, directory."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# What is written once stays: neither the application nor its owner's session may change it by accident.
_APPEND_ONLY = ("audit_entry", "deadline_firing", "notice_attempt", "policy_version")


def upgrade() -> None:
    op.execute("CREATE SCHEMA keystore")
    op.create_table(
        "heartbeat",
        sa.Column("process", sa.String(length=40), nullable=False),
        sa.Column("instance", sa.String(length=120), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("process", "instance", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "case_key",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("master_key_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_key")),
        schema="keystore",
    )
    op.create_table(
        "policy_version",
        sa.Column("policy_version_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=60), nullable=False),
        sa.Column("policy_id", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("holidays", postgresql.JSONB(), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_by", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("policy_version_id", name=op.f("pk_policy_version")),
        sa.UniqueConstraint(
            "municipality_id",
            "policy_id",
            "version",
            name=op.f("uq_policy_version_municipality_id_policy_id_version"),
        ),
    )
    op.create_table(
        "municipality",
        sa.Column("municipality_id", sa.String(length=60), nullable=False),
        sa.Column("name_de", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("timezone", sa.String(length=60), nullable=False),
        sa.Column("coordination_mailbox", sa.String(length=320), nullable=False),
        sa.Column("policy_version_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["policy_version_id"],
            ["policy_version.policy_version_id"],
            name=op.f("fk_municipality_policy_version_id_policy_version"),
        ),
        sa.PrimaryKeyConstraint("municipality_id", name=op.f("pk_municipality")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("municipality_id", sa.String(length=60), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("case_seq", sa.Integer(), nullable=True),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.Column("previous_case_hash", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.municipality_id"],
            name=op.f("fk_audit_entry_municipality_id_municipality"),
        ),
        sa.PrimaryKeyConstraint("municipality_id", "seq", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("case_id", "case_seq", name=op.f("uq_audit_entry_case_id_case_seq")),
    )
    op.create_table(
        "audit_head",
        sa.Column("municipality_id", sa.String(length=60), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.municipality_id"],
            name=op.f("fk_audit_head_municipality_id_municipality"),
        ),
        sa.PrimaryKeyConstraint("municipality_id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "case_file",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=60), nullable=False),
        sa.Column("case_ref", sa.String(length=20), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "routed",
                "acknowledged",
                "in_progress",
                "paused",
                "closed",
                "erased",
                name="casestate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("policy_version_id", sa.Uuid(), nullable=False),
        sa.Column("receipt_digest", sa.LargeBinary(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column(
            "severity_proposed",
            sa.Enum("low", "medium", "high", "critical", name="severity", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column(
            "severity",
            sa.Enum("low", "medium", "high", "critical", name="severity", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("danger_level", sa.Integer(), nullable=True),
        sa.Column("decision_no", sa.Integer(), nullable=False),
        sa.Column("decision", postgresql.JSONB(), nullable=False),
        sa.Column("sealed_findings", sa.LargeBinary(), nullable=True),
        sa.Column("assignment_no", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.String(length=60), nullable=True),
        sa.Column("classified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("scheduled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("routed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=60), nullable=True),
        sa.CheckConstraint(
            "severity IN ('low', 'medium', 'high', 'critical')", name=op.f("ck_case_file_severity_word")
        ),
        sa.CheckConstraint(
            "severity_proposed IN ('low', 'medium', 'high', 'critical')",
            name=op.f("ck_case_file_severity_proposed_word"),
        ),
        sa.CheckConstraint(
            "state IN ('received', 'routed', 'acknowledged', 'in_progress', 'paused', 'closed', 'erased')",
            name=op.f("ck_case_file_state_word"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.municipality_id"],
            name=op.f("fk_case_file_municipality_id_municipality"),
        ),
        sa.ForeignKeyConstraint(
            ["policy_version_id"],
            ["policy_version.policy_version_id"],
            name=op.f("fk_case_file_policy_version_id_policy_version"),
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("case_ref", name=op.f("uq_case_file_case_ref")),
        sa.UniqueConstraint("receipt_digest", name=op.f("uq_case_file_receipt_digest")),
    )
    op.create_index("ix_case_file_listing", "case_file", ["municipality_id", "submitted_at"], unique=False)
    op.create_index(
        "ix_case_file_unrouted",
        "case_file",
        ["submitted_at"],
        unique=False,
        postgresql_where=sa.text("routed_at IS NULL"),
    )
    op.create_table(
        "office",
        sa.Column("municipality_id", sa.String(length=60), nullable=False),
        sa.Column("office_id", sa.String(length=60), nullable=False),
        sa.Column("name_de", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("mailbox", sa.String(length=320), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.municipality_id"],
            name=op.f("fk_office_municipality_id_municipality"),
        ),
        sa.PrimaryKeyConstraint("municipality_id", "office_id", name=op.f("pk_office")),
    )
    op.create_table(
        "partner",
        sa.Column("municipality_id", sa.String(length=60), nullable=False),
        sa.Column("partner_id", sa.String(length=60), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "police",
                "counselling",
                "antidiscrimination_body",
                "legal_aid",
                "online_hate_unit",
                name="partnerkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('police', 'counselling', 'antidiscrimination_body', 'legal_aid', 'online_hate_unit')",
            name=op.f("ck_partner_kind_word"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.municipality_id"],
            name=op.f("fk_partner_municipality_id_municipality"),
        ),
        sa.PrimaryKeyConstraint("municipality_id", "partner_id", name=op.f("pk_partner")),
    )
    op.create_table(
        "deadline",
        sa.Column("deadline_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=60), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "acknowledge",
                "first_contact",
                "review",
                "feedback",
                "strafantrag",
                "agg_claim",
                name="deadlinekind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "entitled_person",
            sa.Enum("case", "affected", "superior", name="entitledperson", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "clock",
            sa.Enum(
                "elapsed",
                "office_hours",
                "office_days",
                "legal",
                name="deadlineclock",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "severity",
            sa.Enum("low", "medium", "high", "critical", name="severity", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "armed",
                "paused",
                "met",
                "breached",
                "cancelled",
                "superseded",
                name="deadlinestate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("anchor_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("anchor_on", sa.Date(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("budget_s", sa.Integer(), nullable=True),
        sa.Column("consumed_s", sa.Integer(), nullable=False),
        sa.Column("estimated", sa.Boolean(), nullable=False),
        sa.Column("check_needed", sa.Boolean(), nullable=False),
        sa.Column("beyond_calendar", sa.Boolean(), nullable=False),
        sa.Column("plan", postgresql.JSONB(), nullable=False),
        sa.Column("step_no", sa.Integer(), nullable=False),
        sa.Column("repeat_no", sa.Integer(), nullable=False),
        sa.Column("next_action_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=60), nullable=True),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "clock IN ('elapsed', 'office_hours', 'office_days', 'legal')",
            name=op.f("ck_deadline_clock_word"),
        ),
        sa.CheckConstraint(
            "entitled_person IN ('case', 'affected', 'superior')",
            name=op.f("ck_deadline_entitled_person_word"),
        ),
        sa.CheckConstraint(
            "kind IN ('acknowledge', 'first_contact', 'review', 'feedback', 'strafantrag', 'agg_claim')",
            name=op.f("ck_deadline_kind_word"),
        ),
        sa.CheckConstraint(
            "severity IN ('low', 'medium', 'high', 'critical')", name=op.f("ck_deadline_severity_word")
        ),
        sa.CheckConstraint(
            "state IN ('armed', 'paused', 'met', 'breached', 'cancelled', 'superseded')",
            name=op.f("ck_deadline_state_word"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.case_id"], name=op.f("fk_deadline_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.municipality_id"],
            name=op.f("fk_deadline_municipality_id_municipality"),
        ),
        sa.PrimaryKeyConstraint("deadline_id", name=op.f("pk_deadline")),
    )
    op.create_index(op.f("ix_deadline_case_id"), "deadline", ["case_id"], unique=False)
    op.create_index(
        "ix_deadline_next_action",
        "deadline",
        ["next_action_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('armed', 'breached') AND set_aside_at IS NULL"),
    )
    op.create_index(
        "uq_deadline_live",
        "deadline",
        ["case_id", "kind", "entitled_person"],
        unique=True,
        postgresql_where=sa.text("state IN ('armed', 'paused', 'breached')"),
    )
    op.create_table(
        "dispatch",
        sa.Column("dispatch_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=60), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column(
            "flow",
            sa.Enum("route_case", "escalate_deadline", name="dispatchflow", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending", "leased", "done", "set_aside", name="dispatchstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("available_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_by", sa.String(length=120), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("flow_run_id", sa.Uuid(), nullable=True),
        sa.Column("worked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure_code", sa.String(length=60), nullable=True),
        sa.CheckConstraint("flow IN ('route_case', 'escalate_deadline')", name=op.f("ck_dispatch_flow_word")),
        sa.CheckConstraint(
            "state IN ('pending', 'leased', 'done', 'set_aside')", name=op.f("ck_dispatch_state_word")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.case_id"], name=op.f("fk_dispatch_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.municipality_id"],
            name=op.f("fk_dispatch_municipality_id_municipality"),
        ),
        sa.PrimaryKeyConstraint("dispatch_id", name=op.f("pk_dispatch")),
    )
    op.create_index(op.f("ix_dispatch_case_id"), "dispatch", ["case_id"], unique=False)
    op.create_index(
        "ix_dispatch_waiting",
        "dispatch",
        ["priority", "created_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('pending', 'leased')"),
    )
    op.create_table(
        "notice",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=60), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column(
            "message",
            sa.Enum(
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
                name="messagename",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column(
            "recipient_kind",
            sa.Enum(
                "office",
                "person",
                "partner",
                "coordination",
                name="recipientkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("recipient_id", sa.String(length=60), nullable=False),
        sa.Column("dedupe_key", sa.String(length=300), nullable=False),
        sa.Column("context", postgresql.JSONB(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "claimed",
                "uncertain",
                "retry",
                "sent",
                "failed",
                "bounced",
                "withheld",
                "cancelled",
                "expired",
                name="noticestate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("available_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.String(length=120), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sealed_mail", sa.LargeBinary(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure_code", sa.String(length=60), nullable=True),
        sa.CheckConstraint(
            "message IN ('case_assigned', 'case_to_know', 'partner_referral', 'partner_acute_danger', 'deadline_reminder', 'deadline_escalation', 'severity_raised', 'alarm_no_office', 'alarm_unrouted', 'alarm_undelivered', 'alarm_overdue')",
            name=op.f("ck_notice_message_word"),
        ),
        sa.CheckConstraint(
            "recipient_kind IN ('office', 'person', 'partner', 'coordination')",
            name=op.f("ck_notice_recipient_kind_word"),
        ),
        sa.CheckConstraint(
            "state IN ('queued', 'claimed', 'uncertain', 'retry', 'sent', 'failed', 'bounced', 'withheld', 'cancelled', 'expired')",
            name=op.f("ck_notice_state_word"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.case_id"], name=op.f("fk_notice_case_id_case_file")),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.municipality_id"],
            name=op.f("fk_notice_municipality_id_municipality"),
        ),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_notice")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_notice_dedupe_key")),
    )
    op.create_index(op.f("ix_notice_case_id"), "notice", ["case_id"], unique=False)
    op.create_index(
        "ix_notice_waiting",
        "notice",
        ["priority", "available_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('queued', 'claimed', 'retry')"),
    )
    op.create_table(
        "officer",
        sa.Column("municipality_id", sa.String(length=60), nullable=False),
        sa.Column("officer_id", sa.String(length=60), nullable=False),
        sa.Column("office_id", sa.String(length=60), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "officer",
                "deputy",
                "head",
                "coordinator",
                "leadership",
                name="role",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("deputy_id", sa.String(length=60), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "role IN ('officer', 'deputy', 'head', 'coordinator', 'leadership')",
            name=op.f("ck_officer_role_word"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id", "office_id"],
            ["office.municipality_id", "office.office_id"],
            name=op.f("fk_officer_municipality_id_office_id_office"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.municipality_id"],
            name=op.f("fk_officer_municipality_id_municipality"),
        ),
        sa.PrimaryKeyConstraint("municipality_id", "officer_id", name=op.f("pk_officer")),
    )
    op.create_table(
        "referral",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=60), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.String(length=60), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "police",
                "counselling",
                "antidiscrimination_body",
                "legal_aid",
                "online_hate_unit",
                name="partnerkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "because",
            sa.Enum("consent", "acute_danger", name="partnerbecause", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "sent",
                "seen",
                "accepted",
                "declined",
                "done",
                "revoked",
                name="referralstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("because IN ('consent', 'acute_danger')", name=op.f("ck_referral_because_word")),
        sa.CheckConstraint(
            "kind IN ('police', 'counselling', 'antidiscrimination_body', 'legal_aid', 'online_hate_unit')",
            name=op.f("ck_referral_kind_word"),
        ),
        sa.CheckConstraint(
            "state IN ('sent', 'seen', 'accepted', 'declined', 'done', 'revoked')",
            name=op.f("ck_referral_state_word"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.case_id"], name=op.f("fk_referral_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.municipality_id"],
            name=op.f("fk_referral_municipality_id_municipality"),
        ),
        sa.PrimaryKeyConstraint("referral_id", name=op.f("pk_referral")),
        sa.UniqueConstraint("case_id", "partner_id", name=op.f("uq_referral_case_id_partner_id")),
    )
    op.create_table(
        "remembered_answer",
        sa.Column("municipality_id", sa.String(length=60), nullable=False),
        sa.Column("key_digest", sa.LargeBinary(), nullable=False),
        sa.Column("body_digest", sa.LargeBinary(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.case_id"], name=op.f("fk_remembered_answer_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.municipality_id"],
            name=op.f("fk_remembered_answer_municipality_id_municipality"),
        ),
        sa.PrimaryKeyConstraint("municipality_id", "key_digest", name=op.f("pk_remembered_answer")),
    )
    op.create_index(
        op.f("ix_remembered_answer_expires_at"), "remembered_answer", ["expires_at"], unique=False
    )
    op.create_table(
        "report",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=60), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.case_id"], name=op.f("fk_report_case_id_case_file")),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.municipality_id"],
            name=op.f("fk_report_municipality_id_municipality"),
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_report")),
    )
    op.create_index(op.f("ix_report_case_id"), "report", ["case_id"], unique=False)
    op.create_table(
        "absence",
        sa.Column("absence_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=60), nullable=False),
        sa.Column("officer_id", sa.String(length=60), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_absence_until_after_from")),
        sa.ForeignKeyConstraint(
            ["municipality_id", "officer_id"],
            ["officer.municipality_id", "officer.officer_id"],
            name=op.f("fk_absence_municipality_id_officer_id_officer"),
        ),
        sa.PrimaryKeyConstraint("absence_id", name=op.f("pk_absence")),
    )
    op.create_index(op.f("ix_absence_municipality_id"), "absence", ["municipality_id"], unique=False)
    op.create_table(
        "deadline_firing",
        sa.Column("firing_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=60), nullable=False),
        sa.Column("deadline_id", sa.Uuid(), nullable=False),
        sa.Column("dispatch_id", sa.Uuid(), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("step_no", sa.Integer(), nullable=False),
        sa.Column("repeat_no", sa.Integer(), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "officer",
                "deputy",
                "head",
                "coordination",
                "leadership",
                name="audience",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "step",
            sa.Enum(
                "reminder",
                "due",
                "escalation",
                "repeat",
                "overdue",
                name="stepkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("skipped", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "audience IN ('officer', 'deputy', 'head', 'coordination', 'leadership')",
            name=op.f("ck_deadline_firing_audience_word"),
        ),
        sa.CheckConstraint(
            "step IN ('reminder', 'due', 'escalation', 'repeat', 'overdue')",
            name=op.f("ck_deadline_firing_step_word"),
        ),
        sa.ForeignKeyConstraint(
            ["deadline_id"], ["deadline.deadline_id"], name=op.f("fk_deadline_firing_deadline_id_deadline")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.municipality_id"],
            name=op.f("fk_deadline_firing_municipality_id_municipality"),
        ),
        sa.PrimaryKeyConstraint("firing_id", name=op.f("pk_deadline_firing")),
        sa.UniqueConstraint(
            "deadline_id",
            "generation",
            "step_no",
            "repeat_no",
            name=op.f("uq_deadline_firing_deadline_id_generation_step_no_repeat_no"),
        ),
    )
    op.create_index(op.f("ix_deadline_firing_dispatch_id"), "deadline_firing", ["dispatch_id"], unique=False)
    op.create_table(
        "notice_attempt",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_id", sa.String(length=60), nullable=False),
        sa.Column("attempt_no", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "queued",
                "claimed",
                "uncertain",
                "retry",
                "sent",
                "failed",
                "bounced",
                "withheld",
                "cancelled",
                "expired",
                name="noticestate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reply_code", sa.Integer(), nullable=True),
        sa.Column("failure_code", sa.String(length=60), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('queued', 'claimed', 'uncertain', 'retry', 'sent', 'failed', 'bounced', 'withheld', 'cancelled', 'expired')",
            name=op.f("ck_notice_attempt_outcome_word"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.municipality_id"],
            name=op.f("fk_notice_attempt_municipality_id_municipality"),
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.notice_id"], name=op.f("fk_notice_attempt_notice_id_notice")
        ),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_notice_attempt")),
    )
    op.create_index(op.f("ix_notice_attempt_notice_id"), "notice_attempt", ["notice_id"], unique=False)
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END $$"
    )
    for table in _APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:

    op.drop_index(op.f("ix_notice_attempt_notice_id"), table_name="notice_attempt")
    op.drop_table("notice_attempt")
    op.drop_index(op.f("ix_deadline_firing_dispatch_id"), table_name="deadline_firing")
    op.drop_table("deadline_firing")
    op.drop_index(op.f("ix_absence_municipality_id"), table_name="absence")
    op.drop_table("absence")
    op.drop_index(op.f("ix_report_case_id"), table_name="report")
    op.drop_table("report")
    op.drop_index(op.f("ix_remembered_answer_expires_at"), table_name="remembered_answer")
    op.drop_table("remembered_answer")
    op.drop_table("referral")
    op.drop_table("officer")
    op.drop_index(
        "ix_notice_waiting",
        table_name="notice",
        postgresql_where=sa.text("state IN ('queued', 'claimed', 'retry')"),
    )
    op.drop_index(op.f("ix_notice_case_id"), table_name="notice")
    op.drop_table("notice")
    op.drop_index(
        "ix_dispatch_waiting",
        table_name="dispatch",
        postgresql_where=sa.text("state IN ('pending', 'leased')"),
    )
    op.drop_index(op.f("ix_dispatch_case_id"), table_name="dispatch")
    op.drop_table("dispatch")
    op.drop_index(
        "uq_deadline_live",
        table_name="deadline",
        postgresql_where=sa.text("state IN ('armed', 'paused', 'breached')"),
    )
    op.drop_index(
        "ix_deadline_next_action",
        table_name="deadline",
        postgresql_where=sa.text("state IN ('armed', 'breached') AND set_aside_at IS NULL"),
    )
    op.drop_index(op.f("ix_deadline_case_id"), table_name="deadline")
    op.drop_table("deadline")
    op.drop_table("partner")
    op.drop_table("office")
    op.drop_index(
        "ix_case_file_unrouted", table_name="case_file", postgresql_where=sa.text("routed_at IS NULL")
    )
    op.drop_index("ix_case_file_listing", table_name="case_file")
    op.drop_table("case_file")
    op.drop_table("audit_head")
    op.drop_table("audit_entry")
    op.drop_table("municipality")
    op.drop_table("policy_version")
    op.drop_table("case_key", schema="keystore")
    op.drop_table("heartbeat")
    op.execute("DROP FUNCTION refuse_change()")
    op.execute("DROP SCHEMA keystore")
