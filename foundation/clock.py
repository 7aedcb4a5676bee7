"""The only source of now and today.

In the demo world `POJOK_TODAY` moves the clock to another day at the real time of day; production refuses it.
Business dates are local to a place: pass the zone of the prison, or of the issuer for a certificate.
"""

import datetime
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

MORNING = datetime.time(9, 0)
# The moment that is being played and the machine's seconds when it began.
_played: ContextVar[tuple[datetime.datetime, float] | None] = ContextVar("played", default=None)


@contextmanager
def played(day: datetime.date) -> Iterator[None]:
    """Within the block it is the morning of `day`: so the demo world lives through its own past, by the services.

    Raises RuntimeError outside the demo world.
    """
    if not settings.DEMO:
        raise RuntimeError("The clock is moved in the demo world only.")
    morning = datetime.datetime.combine(day, MORNING, ZoneInfo(settings.TIME_ZONE)).astimezone(datetime.UTC)
    token = _played.set((morning, time.monotonic()))
    try:
        yield
    finally:
        _played.reset(token)


def now() -> datetime.datetime:
    """The current moment, aware, in UTC."""
    if (playing := _played.get()) is not None:
        began, seconds = playing
        return began + datetime.timedelta(seconds=time.monotonic() - seconds)
    real = timezone.now()
    if settings.POJOK_TODAY is None:
        return real
    here = ZoneInfo(settings.TIME_ZONE)
    return datetime.datetime.combine(settings.POJOK_TODAY, real.astimezone(here).time(), here).astimezone(datetime.UTC)


def machine_now() -> datetime.datetime:
    """The machine's own moment, which `POJOK_TODAY` never moves: for leases and back-off."""
    return timezone.now()


def today(zone: str = "") -> datetime.date:
    """The current date in `zone` (an IANA name; the portal's own zone when empty)."""
    return now().astimezone(ZoneInfo(zone or settings.TIME_ZONE)).date()
