"""Encryption of personal data: one data key per case, wrapped by a master key that lives in a file."""

from models.sealing.case_keys import new_case_key, unwrap_case_key, wrap_case_key
from models.sealing.commitment import commit_to
from models.sealing.envelope import open_sealed, seal
from models.sealing.master_key import MasterKey, load_master_key
from models.sealing.receipt_code import digest_receipt_code, new_case_ref, new_receipt_code

__all__ = [
    "MasterKey",
    "commit_to",
    "digest_receipt_code",
    "load_master_key",
    "new_case_key",
    "new_case_ref",
    "new_receipt_code",
    "open_sealed",
    "seal",
    "unwrap_case_key",
    "wrap_case_key",
]
