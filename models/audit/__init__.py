"""The audit log's entries: what they hold, their bytes and hashes (stored by models/store/audit_log.py)."""

from models.audit.canonical import Place, canonical_draft, canonical_entry, leaf_hash
from models.audit.event import REPORTER, SYSTEM, Actor, AuditEvent, AuditEventName

__all__ = [
    "REPORTER",
    "SYSTEM",
    "Actor",
    "AuditEvent",
    "AuditEventName",
    "Place",
    "canonical_draft",
    "canonical_entry",
    "leaf_hash",
]
