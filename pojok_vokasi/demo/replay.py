"""Playing many stories at once in the order of their days, so that the trail of the demo world is one history."""

from __future__ import annotations

import datetime
import heapq
from collections.abc import Generator, Iterable
from itertools import count
from typing import Any

from foundation import clock

# A story yields the day on which it goes on; what stands after the `yield` happens on that day.
Story = Generator[datetime.date, None, Any]


def play(stories: Iterable[Story], today: datetime.date) -> None:
    """Let every story happen; what is due on the same day happens in the order in which it was announced.

    Raises ValueError for a day after `today`, and for a story that goes back in time.
    """
    order = count()
    waiting: list[tuple[datetime.date, int, Story]] = []

    def ahead(story: Story, after: datetime.date | None) -> None:
        day = next(story, None)
        if day is None:
            return
        if day > today or (after is not None and day < after):
            raise ValueError(f"A story cannot go on on {day}: it stands on {after}, and today is {today}.")
        heapq.heappush(waiting, (day, next(order), story))

    for story in stories:
        ahead(story, None)
    while waiting:
        day, _number, story = heapq.heappop(waiting)
        if day == today:
            ahead(story, day)
        else:
            with clock.played(day):
                ahead(story, day)
