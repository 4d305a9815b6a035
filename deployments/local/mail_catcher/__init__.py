"""A mailbox for trying things out: takes every mail on loopback, delivers none, shows them in the browser."""

from __future__ import annotations

from deployments.local.mail_catcher.run import catch_mails

__all__ = ["catch_mails"]
