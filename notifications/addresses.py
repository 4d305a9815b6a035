"""One mail address as the relay may have it: ASCII, one mailbox, nothing that could be two."""

from __future__ import annotations

import re

import idna

from notifications.fields import has_unsafe_character
from notifications.outcomes import MailRefused, Problem, RefusedBecause, Stage

# RFC 5321 section 4.1.2 without quoted strings and address literals: nobody's mailbox here needs them, and
# commas, spaces, quotes and brackets are how one address becomes two.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")


class AddressRefused(MailRefused):
    """No address this software sends to; the address itself is not repeated."""

    code = "address_refused"

    def __init__(self, problem: Problem = Problem.ADDRESS) -> None:
        super().__init__(Stage.CHECK, problem, because=RefusedBecause.ADDRESS)


def check_address(address: str) -> str:
    """The address with its domain in A-labels; `AddressRefused` when it is not exactly one plain address.

    A local part outside ASCII needs SMTPUTF8 (RFC 6531), which few relays of municipalities speak.
    """
    local, at, domain = address.rpartition("@")
    if not at or len(address) > 254 or has_unsafe_character(address):
        raise AddressRefused
    if not local.isascii():
        raise AddressRefused(Problem.SMTPUTF8)
    ascii_domain = _to_a_labels(domain)
    if not _LOCAL.fullmatch(local) or len(local) > 64 or not _DOMAIN.fullmatch(ascii_domain):
        raise AddressRefused
    if len(local) + 1 + len(ascii_domain) > 254:
        raise AddressRefused
    return f"{local}@{ascii_domain}"


def _to_a_labels(domain: str) -> str:
    """IDNA 2008: the 2003 rules of the standard library make another domain of one with ß."""
    if domain.isascii():
        return domain.lower()
    try:
        return idna.encode(domain, uts46=True, std3_rules=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return ""
