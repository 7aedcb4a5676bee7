"""What the sweeper clears away in the registry."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.utils.translation import gettext as _

from foundation import clock
from lapas.imports import uploads
from lapas.services.acts import discard_forsaken
from lapas.services.imports import end_unread, tidy_rows, with_rows_too_long
from lapas.services.requests import drop_files, files_over

LATE = datetime.timedelta(days=1)


def clear() -> None:
    """Delete what has lain longer than it may: uploads, sheets and lists that nobody uses, files long handed over."""
    uploads.sweep()
    end_unread()
    tidy_rows()
    discard_forsaken()
    drop_files()


def late() -> Iterator[str]:
    """What should have been cleared away a day ago."""
    if number := with_rows_too_long():
        yield _("baris %(count)d impor; periksa apakah penyapu (sweep_jobs) berjalan.") % {"count": number}
    if files_over(clock.now() - LATE).exists():
        yield _("berkas permintaan data yang sudah lama diputus")
