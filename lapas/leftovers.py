"""What the sweeper clears away in the registry."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from lapas.imports import uploads
from lapas.services.acts import discard_forsaken
from lapas.services.imports import end_unread, tidy_rows, with_rows_too_long


def clear() -> None:
    """Delete what has lain longer than it may: uploads, sheets and lists that nobody uses."""
    uploads.sweep()
    end_unread()
    tidy_rows()
    discard_forsaken()


def late() -> Iterator[str]:
    """What should have been cleared away a day ago."""
    if number := with_rows_too_long():
        yield _("baris %(count)d impor; periksa apakah penyapu (sweep_jobs) berjalan.") % {"count": number}
