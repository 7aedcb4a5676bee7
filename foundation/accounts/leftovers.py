"""What the sweeper clears away about who is signed in."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from axes.models import AccessLog
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from foundation import clock

# Rows of one sweep: it has jobs to wake besides.
AT_ONCE = 2_000
LATE = datetime.timedelta(days=1)


def clear() -> None:
    """Delete sessions that are over, and sign-ins that were noted a second time when the trail was not alone yet."""
    over = list(_over(clock.machine_now()).values_list("pk", flat=True)[:AT_ONCE])
    Session.objects.filter(pk__in=over).delete()
    noted = list(AccessLog.objects.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    AccessLog.objects.filter(pk__in=noted).delete()


def late() -> Iterator[str]:
    """What should have been cleared away a day ago."""
    if _over(clock.machine_now() - LATE).exists():
        yield _("sesi yang sudah berakhir")


def _over(moment: datetime.datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=moment)
