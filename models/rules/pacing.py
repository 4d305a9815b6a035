"""How fast mails may leave: a token bucket, in plain numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bucket:
    """At most `capacity` mails at once and `per_minute` in the long run."""

    capacity: float
    per_minute: float


def refill(bucket: Bucket, tokens: float, *, passed_s: float) -> float:
    """Tokens after so many seconds; a clock set back gives none and takes none."""
    return min(bucket.capacity, tokens + max(0.0, passed_s) * bucket.per_minute / 60)


def wait_for_token_s(bucket: Bucket, tokens: float) -> float:
    """Seconds until a whole token is there; 0 when there is one."""
    return max(0.0, 1 - tokens) * 60 / bucket.per_minute
