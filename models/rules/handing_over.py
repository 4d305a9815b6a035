"""When a case goes round: the coordination has to settle who works on it."""

from __future__ import annotations

# Named in a decision instead of a rule of the policy: a person chose the office.
HANDED_OVER = "handed_over"
# Hours in which hand-overs are counted together.
WITHIN_H = 24
_TOO_MANY = 3


def is_handed_around(hand_overs: int) -> bool:
    """True from the third hand-over within the hours on, for each of them."""
    return hand_overs >= _TOO_MANY
