"""Deadlines that nothing would act on any more: set aside an hour ago, or passed over by a wrong clock."""

from __future__ import annotations

from datetime import timedelta

import structlog

from models.installation import Installation
from models.store.due_deadlines import let_go_of_held, rewind_deadlines, take_up_set_aside

# What failed is tried again, and said again, until somebody has mended it.
TRIED_AGAIN_AFTER = timedelta(hours=1)

_log = structlog.get_logger(__name__)


async def take_up_deadlines(place: Installation) -> int:
    """Make them due again for the tick; answers how many."""
    now = place.clock()
    async with place.transaction() as session:
        taken_up = await take_up_set_aside(session, after=TRIED_AGAIN_AFTER, now=now)
    async with place.transaction() as session:
        rewound = await rewind_deadlines(session, now=now) + await let_go_of_held(session, now=now)
    if taken_up or rewound:
        _log.warning("deadlines taken up again", set_aside=len(taken_up), clock_set_back=rewound)
    return len(taken_up) + rewound
