"""The policy of a municipality: typed, loaded, checked, shipped."""

from models.policy.load import SHIPPED, load_policy, shipped_policy
from models.policy.policy import Policy

__all__ = ["SHIPPED", "Policy", "load_policy", "shipped_policy"]
