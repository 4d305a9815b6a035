"""What types cannot say about a policy: names that must exist, times that must make sense."""

from models.policy.consistency.everything import find_problems

__all__ = ["find_problems"]
