"""Errors named by what is so, each with a code that is safe to show anywhere.

No error carries personal data or a word of a report: the message goes to logs and to Prefect.
"""

from __future__ import annotations


class MeldewegError(Exception):
    """Base of all errors the domain raises on purpose. `code` is stable and free of data."""

    code = "meldeweg"


class CaseNotFound(MeldewegError):
    code = "case_not_found"


class DispatchNotFound(MeldewegError):
    code = "dispatch_not_found"


class MunicipalityNotFound(MeldewegError):
    code = "municipality_not_found"


class OfficerNotFound(MeldewegError):
    code = "officer_not_found"


class TransitionRefused(MeldewegError):
    """The case is not in a state that allows what was asked."""

    code = "transition_refused"


class StepOutOfOrder(MeldewegError):
    """A step came before the one it needs; the next try of the run begins with the missing one."""

    code = "step_out_of_order"


class PolicyRefused(MeldewegError):
    """A policy that may not be used: `problems` are (key path or line, what is wrong and how to mend it)."""

    code = "policy_refused"

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{place}: {text}" for place, text in problems))


class ReportRefused(MeldewegError):
    """Bad input: one problem per field, in German and English; never quotes the input."""

    code = "report_refused"

    def __init__(self, problems: list[FieldProblem]) -> None:
        self.problems = problems
        super().__init__(", ".join(problem.field or "-" for problem in problems))


class FieldProblem:
    """What is wrong with one field and what to do. `field` is the dotted path, None for the whole body."""

    __slots__ = ("field", "message_de", "message_en")

    def __init__(self, field: str | None, message_de: str, message_en: str) -> None:
        self.field = field
        self.message_de = message_de
        self.message_en = message_en


class IdempotencyConflict(MeldewegError):
    """The same key came with another body."""

    code = "idempotency_conflict"


class KeyUnavailable(MeldewegError):
    """The master key is missing, readable by others or not the one the data was sealed with."""

    code = "key_unavailable"


class Undecipherable(MeldewegError):
    """Sealed data did not open: wrong key, changed bytes or wrong place."""

    code = "undecipherable"


class StoreUnavailable(MeldewegError):
    """The database cannot take the change now (away, or its disk is full). Try again."""

    code = "store_unavailable"
