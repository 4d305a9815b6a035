"""Every way a relay can fail ends in exactly the outcome that says what to do next."""

from __future__ import annotations

import asyncio
import itertools
import time

import pytest

from notifications import mailer
from notifications.mailer import deliver, open_relay
from notifications.outcomes import (
    MailOutcome,
    MailRefused,
    MailUnavailable,
    MailUncertain,
    Problem,
    RefusedBecause,
    RelayMisconfigured,
    Stage,
)
from tests.notifications.relays import QUICK, Act, Do, plain, rude_relay
from tests.notifications.test_mail_message import build

SENDER, OFFICE = "meldeweg@augsburg.example", "praevention@augsburg.example"
SHORT = 0.2
BEFORE_CONTENT = ("CONNECT", "EHLO", "MAIL", "RCPT", "DATA")
ABOUT_RELAY = {"CONNECT", "EHLO"}


@pytest.fixture
def short_content_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second for the reply to the content; every earlier step keeps its time, on a busy machine too."""
    monkeypatch.setattr(mailer, "_CONTENT_PATIENCE", 1 / QUICK)


async def end_of(acts: dict[str, Act | list[Act]], *, timeout_s: float = QUICK) -> MailOutcome:
    async with rude_relay(acts) as (_, port):
        started = time.monotonic()
        with pytest.raises(MailOutcome) as ended:
            await deliver(build(), sender=SENDER, recipient=OFFICE, relay=plain(port, timeout_s=timeout_s))
        assert time.monotonic() - started < 10 * timeout_s + 5
    outcome = ended.value
    assert "@" not in str(outcome)
    assert outcome.__context__ is None or isinstance(outcome.__context__, asyncio.CancelledError)
    return outcome


def kind(outcome: MailOutcome) -> type[MailOutcome]:
    return type(outcome)


@pytest.mark.parametrize("moment", BEFORE_CONTENT)
async def test_a_connection_lost_before_the_content_is_tried_again(moment: str) -> None:
    outcome = await end_of({moment: Do.DROP})
    assert kind(outcome) is MailUnavailable
    assert outcome.problem is Problem.LOST


async def test_a_connection_lost_after_the_content_is_uncertain() -> None:
    outcome = await end_of({"CONTENT": Do.DROP})
    assert (kind(outcome), outcome.stage, outcome.problem) == (MailUncertain, Stage.CONTENT, Problem.LOST)


@pytest.mark.parametrize("act", [Do.HANG, Do.DRIP])
@pytest.mark.parametrize("moment", BEFORE_CONTENT)
async def test_silence_and_dripping_before_the_content_are_tried_again(moment: str, act: Do) -> None:
    outcome = await end_of({moment: act}, timeout_s=SHORT)
    assert (kind(outcome), outcome.problem) == (MailUnavailable, Problem.TIMEOUT)


@pytest.mark.parametrize("act", [Do.HANG, Do.DRIP])
async def test_silence_and_dripping_after_the_content_are_uncertain(
    act: Do, short_content_patience: None
) -> None:
    outcome = await end_of({"CONTENT": act})
    assert (kind(outcome), outcome.problem) == (MailUncertain, Problem.TIMEOUT)


@pytest.mark.parametrize(
    "act",
    [
        Do.FLOOD,
        Do.ENDLESS_LINE,
        b"what?\r\n",
        b"\xff\xfe\x00\r\n",
        b"99 ok\r\n",
        b"-50 ok\r\n",
        b"777 ok\r\n",
        b"\r\n",
    ],
    ids=str,
)
@pytest.mark.parametrize("moment", [*BEFORE_CONTENT, "CONTENT"])
async def test_floods_and_garbage_are_cut_off(moment: str, act: Act) -> None:
    outcome = await end_of({moment: act})
    assert kind(outcome) is (MailUncertain if moment == "CONTENT" else MailUnavailable)
    assert outcome.problem is Problem.GARBLED


REPLIES = {
    b"421 4.3.2 closing a@b.example\r\n": MailUnavailable,
    b"450 4.2.1 busy a@b.example\r\n": MailUnavailable,
    b"452 4.2.2 full a@b.example\r\n": MailUnavailable,
    b"550 5.1.1 unknown a@b.example\r\n": MailRefused,
    b"552 5.2.2 full a@b.example\r\n": MailRefused,
    b"554 5.7.1 not here a@b.example\r\n": MailRefused,
}


@pytest.mark.parametrize(("moment", "reply"), list(itertools.product([*BEFORE_CONTENT, "CONTENT"], REPLIES)))
async def test_a_reply_code_is_certain_at_every_stage(moment: str, reply: bytes) -> None:
    """5xx before MAIL says nothing about this mail: the relay is to be mended, the mail kept."""
    expected = REPLIES[reply]
    if expected is MailRefused and moment in ABOUT_RELAY:
        expected = RelayMisconfigured
    outcome = await end_of({moment: reply})
    assert kind(outcome) is expected
    assert outcome.reply.encode() == b" ".join(reply.split()[:2])


@pytest.mark.parametrize(
    ("moment", "reply", "because"),
    [
        ("RCPT", b"550 no such user here\r\n", RefusedBecause.ADDRESS),
        ("RCPT", b"550 5.1.1 no such user\r\n", RefusedBecause.ADDRESS),
        ("RCPT", b"552 5.2.2 mailbox full\r\n", RefusedBecause.ADDRESS),
        ("RCPT", b"550 5.7.1 blocked\r\n", RefusedBecause.POLICY),
        ("RCPT", b"550 4.1.1 contradicts itself\r\n", RefusedBecause.ADDRESS),
        ("RCPT", b"553 5.1.8 sender unknown\r\n", RefusedBecause.POLICY),
        ("MAIL", b"553 5.1.7 sender malformed\r\n", RefusedBecause.POLICY),
        ("MAIL", b"550 no\r\n", RefusedBecause.POLICY),
        ("CONTENT", b"554 looks like spam\r\n", RefusedBecause.POLICY),
        ("CONTENT", b"550 5.1.1 found out late\r\n", RefusedBecause.ADDRESS),
        ("RCPT", b"550-5.1.1 first line\r\n550 5.7.1 second\r\n", RefusedBecause.ADDRESS),
    ],
)
async def test_a_refusal_says_what_a_person_has_to_look_at(
    moment: str, reply: bytes, because: RefusedBecause
) -> None:
    outcome = await end_of({moment: reply})
    assert isinstance(outcome, MailRefused)
    assert outcome.because is because


@pytest.mark.parametrize(
    ("moment", "reply"), [("MAIL", b"354 go\r\n"), ("DATA", b"250 ok\r\n"), ("RCPT", b"354 go\r\n")]
)
async def test_a_good_reply_at_the_wrong_time_is_garbage(moment: str, reply: bytes) -> None:
    outcome = await end_of({moment: reply})
    assert (kind(outcome), outcome.problem) == (MailUnavailable, Problem.GARBLED)


async def test_a_positive_or_strange_reply_after_the_content_is_judged_by_its_first_digit() -> None:
    async with rude_relay({"CONTENT": b"252 2.0.0 well\r\n"}) as (_, port):
        done = await deliver(build(), sender=SENDER, recipient=OFFICE, relay=plain(port))
    assert done.reply_text_safe == "252 2.0.0"
    outcome = await end_of({"CONTENT": b"354 more?\r\n"})
    assert (kind(outcome), outcome.problem) == (MailUncertain, Problem.GARBLED)


@pytest.mark.parametrize("moment", ["MAIL", "RCPT", "DATA"])
async def test_a_reply_ahead_of_its_question_is_never_taken_for_acceptance(moment: str) -> None:
    polite = {"MAIL": b"250 ok\r\n", "RCPT": b"250 ok\r\n", "DATA": b"354 go\r\n"}
    async with rude_relay({moment: polite[moment] + b"250 2.0.0 taken\r\n"}) as (server, port):
        with pytest.raises(MailUnavailable) as early:
            await deliver(build(), sender=SENDER, recipient=OFFICE, relay=plain(port))
        assert server.contents == []
    assert early.value.problem is Problem.GARBLED


async def test_a_relay_that_hangs_up_between_two_mails_is_connected_to_anew() -> None:
    acts: dict[str, Act | list[Act]] = {"RCPT": [b"250 ok\r\n", b"421 4.4.2 too many\r\n"]}
    async with rude_relay(acts) as (server, port), open_relay(plain(port)) as connection:
        await connection.deliver(build(), sender=SENDER, recipient=OFFICE)
        with pytest.raises(MailUnavailable) as closing:
            await connection.deliver(build(), sender=SENDER, recipient=OFFICE)
        assert not closing.value.is_about_relay
        assert not connection.is_alive
        await connection.deliver(build(), sender=SENDER, recipient=OFFICE)
        assert (server.connections, len(server.contents)) == (2, 2)


async def test_a_refused_mail_is_reset_before_the_next() -> None:
    acts: dict[str, Act | list[Act]] = {"RCPT": [b"550 5.1.1 no\r\n"], "CONTENT": [b"554 no\r\n"]}
    async with rude_relay(acts) as (server, port), open_relay(plain(port)) as connection:
        for _ in range(2):
            with pytest.raises(MailRefused):
                await connection.deliver(build(), sender=SENDER, recipient=OFFICE)
        await connection.deliver(build(), sender=SENDER, recipient=OFFICE)
        verbs = "EHLO MAIL RCPT RSET MAIL RCPT DATA RSET MAIL RCPT DATA"
        assert server.seen == verbs.split()
        assert server.connections == 1


@pytest.mark.parametrize("rset", [b"502 no\r\n", Do.DROP, b"garbage\r\n"], ids=str)
async def test_a_failed_reset_costs_the_connection_and_not_the_truth(rset: Act) -> None:
    acts: dict[str, Act | list[Act]] = {"RCPT": [b"550 5.1.1 no\r\n"], "RSET": rset}
    async with rude_relay(acts) as (server, port), open_relay(plain(port)) as connection:
        with pytest.raises(MailRefused):
            await connection.deliver(build(), sender=SENDER, recipient=OFFICE)
        assert not connection.is_alive
        await connection.deliver(build(), sender=SENDER, recipient=OFFICE)
        assert server.connections == 2


@pytest.mark.parametrize("act", [Do.HANG, Do.FLOOD, b"garbage\r\n", b"421 4.3.2 closing\r\n"], ids=str)
async def test_a_connection_out_of_step_is_given_up_and_the_next_mail_gets_a_new_one(
    act: Act, short_content_patience: None
) -> None:
    async with rude_relay({"CONTENT": [act]}) as (server, port):
        async with open_relay(plain(port)) as connection:
            with pytest.raises(MailOutcome):
                await connection.deliver(build(), sender=SENDER, recipient=OFFICE)
            assert not connection.is_alive
            await connection.deliver(build(), sender=SENDER, recipient=OFFICE)
        assert server.connections == 2
        assert "RSET" not in server.seen


async def test_an_enhanced_code_that_contradicts_the_reply_is_not_repeated() -> None:
    assert (await end_of({"RCPT": b"550 4.7.1 unsure\r\n"})).reply == "550"


@pytest.mark.parametrize("goodbye", [Do.DROP, Do.HANG, b"what\r\n"], ids=str)
async def test_a_rude_goodbye_after_acceptance_changes_nothing(
    goodbye: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailer, "_GOODBYE_S", SHORT)
    async with rude_relay({"QUIT": goodbye}) as (_, port):
        done = await deliver(build(), sender=SENDER, recipient=OFFICE, relay=plain(port))
    assert done.reply_code == 250


async def test_a_relay_slow_at_every_step_is_bounded_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each reply comes well within the time of its own step; all together they do not."""
    late: dict[str, Act | list[Act]] = dict.fromkeys(("MAIL", "RCPT", "DATA"), 0.2)
    async with rude_relay(late) as (server, port):
        await deliver(build(), sender=SENDER, recipient=OFFICE, relay=plain(port))
        assert len(server.contents) == 1
    monkeypatch.setattr(mailer, "_TOTAL_PATIENCE", 0.4 / QUICK)
    outcome = await end_of(late)
    assert (kind(outcome), outcome.problem) == (MailUnavailable, Problem.TIMEOUT)


async def test_a_cancelled_delivery_says_nothing() -> None:
    async with rude_relay({"CONTENT": Do.HANG}) as (server, port):
        sending = asyncio.create_task(deliver(build(), sender=SENDER, recipient=OFFICE, relay=plain(port)))
        await server.got_content.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
