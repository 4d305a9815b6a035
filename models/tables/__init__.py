"""One table a file; importing this package fills the metadata that migrations are checked against."""

from models.tables.absence import Absence
from models.tables.added_answers import AddedAnswersRow
from models.tables.audit_draft import AuditDraft
from models.tables.audit_entry import AuditEntry
from models.tables.audit_head import AuditHead
from models.tables.bias import Bias
from models.tables.case_action import CaseAction
from models.tables.case_file import CaseFile
from models.tables.case_key import CaseKey
from models.tables.case_link import CaseLink
from models.tables.deadline import Deadline
from models.tables.deadline_firing import DeadlineFiring
from models.tables.dispatch import Dispatch
from models.tables.heartbeat import Heartbeat
from models.tables.invariant_check import InvariantCheck
from models.tables.municipality import Municipality
from models.tables.notice import Notice
from models.tables.notice_attempt import NoticeAttempt
from models.tables.office import Office
from models.tables.officer import Officer
from models.tables.officer_token import OfficerToken
from models.tables.partner import Partner
from models.tables.policy_version import PolicyVersion
from models.tables.referral import Referral
from models.tables.remembered_answer import RememberedAnswer
from models.tables.report import Report
from models.tables.send_pace import SendPace
from models.tables.severity_verdict import SeverityVerdict

__all__ = [
    "Absence",
    "AddedAnswersRow",
    "AuditDraft",
    "AuditEntry",
    "AuditHead",
    "Bias",
    "CaseAction",
    "CaseFile",
    "CaseKey",
    "CaseLink",
    "Deadline",
    "DeadlineFiring",
    "Dispatch",
    "Heartbeat",
    "InvariantCheck",
    "Municipality",
    "Notice",
    "NoticeAttempt",
    "Office",
    "Officer",
    "OfficerToken",
    "Partner",
    "PolicyVersion",
    "Referral",
    "RememberedAnswer",
    "Report",
    "SendPace",
    "SeverityVerdict",
]
