"""How an attempt to send one mail ended, named by what to do next.

Nothing here keeps what a server wrote: replies can hold addresses and words. Reply code, enhanced status
code (RFC 3463) and words of ours are all that is left of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from models.errors import MeldewegError

_ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})(?!\S)")


class Stage(StrEnum):
    """Where in the conversation it happened; from MAIL on it is about this one mail."""

    CHECK = "check"
    CONNECT = "connect"
    EHLO = "ehlo"
    TLS = "tls"
    LOGIN = "login"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    CONTENT = "content"

    @property
    def is_about_relay(self) -> bool:
        return self in {Stage.CONNECT, Stage.EHLO, Stage.TLS, Stage.LOGIN}


class Problem(StrEnum):
    REPLY = "reply"
    LOST = "connection_lost"
    TIMEOUT = "timeout"
    GARBLED = "garbled_reply"
    CERTIFICATE = "certificate_not_trusted"
    NO_STARTTLS = "starttls_not_offered"
    NO_AUTH = "login_not_offered"
    PLAINTEXT = "plaintext_beyond_this_machine"
    FILE = "file_not_readable"
    ADDRESS = "address_malformed"
    SMTPUTF8 = "address_needs_smtputf8"
    CONTENT = "content_malformed"


class RefusedBecause(StrEnum):
    """What a person has to look at: the recipient's address, or rules of a server and the mail itself."""

    ADDRESS = "address"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Delivered:
    """The relay has taken the mail over. `reply_text_safe` is code and enhanced code, as "250 2.0.0"."""

    reply_code: int
    reply_text_safe: str


class MailOutcome(MeldewegError):
    """Base of the three ends that are not `Delivered`."""

    code = "mail_outcome"

    def __init__(self, stage: Stage, problem: Problem, reply: str = "") -> None:
        self.stage = stage
        self.problem = problem
        self.reply = reply
        super().__init__(f"{stage}: {reply or problem}")


class MailUnavailable(MailOutcome):
    """Certainly not accepted, and not for good. Try again later."""

    code = "mail_unavailable"

    @property
    def is_about_relay(self) -> bool:
        """The next mail would end the same way: leave the rest of the batch for later."""
        return self.stage.is_about_relay


class RelayMisconfigured(MailUnavailable):
    """Settings and relay do not fit together. A person mends it, then the same mail is tried again."""

    code = "relay_misconfigured"

    @property
    def is_about_relay(self) -> bool:
        return True


class MailRefused(MailOutcome):
    """Refused for good. Never again; make work for a person at once."""

    code = "mail_refused"

    def __init__(self, stage: Stage, problem: Problem, reply: str = "", *, because: RefusedBecause) -> None:
        self.because = because
        super().__init__(stage, problem, reply)


class MailUncertain(MailOutcome):
    """The content was on its way and no reply came: perhaps accepted, perhaps not. Never silently again."""

    code = "mail_uncertain"


def safe_reply(code: int, text: str) -> str:
    """Code and, when it fits the code, the enhanced status code; no other word of the server."""
    enhanced = _find_enhanced(code, text)
    return f"{code} {enhanced}" if enhanced else f"{code}"


def judge_reply(stage: Stage, code: int, text: str) -> MailOutcome:
    """What a reply that is not the hoped for one means (RFC 5321 section 4.2.1: its first digit decides)."""
    reply = safe_reply(code, text)
    if 400 <= code < 500:
        return MailUnavailable(stage, Problem.REPLY, reply)
    if 500 <= code < 600:
        if stage.is_about_relay:
            return RelayMisconfigured(stage, Problem.REPLY, reply)
        return MailRefused(stage, Problem.REPLY, reply, because=_refused_because(stage, code, text))
    return judge_silence(stage, Problem.GARBLED)


def judge_silence(stage: Stage, problem: Problem) -> MailOutcome:
    """No usable reply: uncertain once content was on its way, else nothing can have been accepted."""
    return MailUncertain(stage, problem) if stage is Stage.CONTENT else MailUnavailable(stage, problem)


def _refused_because(stage: Stage, code: int, text: str) -> RefusedBecause:
    enhanced = _find_enhanced(code, text)
    if enhanced:
        # X.1.7 and X.1.8 are about the sender's address, all other X.1 and X.2 about the recipient's mailbox.
        about_address = enhanced.split(".")[1] in {"1", "2"} and enhanced not in {"5.1.7", "5.1.8"}
    else:
        about_address = stage is Stage.RCPT
    return RefusedBecause.ADDRESS if about_address else RefusedBecause.POLICY


def _find_enhanced(code: int, text: str) -> str:
    found = _ENHANCED.match(text)
    return found.group() if found and found.group(1) == str(code)[:1] else ""
