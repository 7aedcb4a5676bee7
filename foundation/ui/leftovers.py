"""What the sweeper clears away of forms that were sent."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from foundation import clock
from foundation.ui.models import SubmissionKey

# A session ends after ten hours, and a page that was left open with it: no older form can be sent again.
KEPT = datetime.timedelta(days=7)
LATE = datetime.timedelta(days=1)
AT_ONCE = 2_000


def clear() -> None:
    """Delete traces of forms that nobody can send a second time any more."""
    old = list(_older(KEPT).order_by("created").values_list("pk", flat=True)[:AT_ONCE])
    SubmissionKey.objects.filter(pk__in=old).delete()


def late() -> Iterator[str]:
    """What should have been cleared away a day ago."""
    if _older(KEPT + LATE).exists():
        yield _("jejak isian yang sudah dikirim")


def _older(age: datetime.timedelta) -> QuerySet[SubmissionKey]:
    return SubmissionKey.objects.filter(created__lt=clock.now() - age)
