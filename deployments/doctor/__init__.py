"""Looks whether an installation is in order, and says what to do where it is not."""

from __future__ import annotations

from deployments.doctor.examine import examine
from deployments.doctor.finding import Finding, Standing

__all__ = ["Finding", "Standing", "examine"]
