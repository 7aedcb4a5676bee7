"""The only source of now and today.

In the demo world `POJOK_TODAY` moves the clock to another day at the real time of day; production refuses it.
Business dates are local to a place: pass the zone of the prison, or of the issuer for a certificate.
"""

import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def now() -> datetime.datetime:
    """The current moment, aware, in UTC."""
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
