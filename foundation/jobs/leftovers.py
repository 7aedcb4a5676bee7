"""What the sweeper clears away about jobs that are over."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from foundation.jobs import services


def clear() -> None:
    """Take the sentences of old refusals away: they may name somebody."""
    services.forget_refusals()


def late() -> Iterator[str]:
    """What should have been cleared away a day ago."""
    if services.refusals_kept_too_long().exists():
        yield _("kalimat penolakan pekerjaan")
