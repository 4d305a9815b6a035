"""Proof that a policy that holds together also decides every report: what `meldeweg policy check` runs."""

from models.policy.check.everything import PROOFS, PolicyCheck, check_policy

__all__ = ["PROOFS", "PolicyCheck", "check_policy"]
