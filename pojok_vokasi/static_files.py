"""Style sheets, scripts and fonts: compressed once by `prepare`, served from there as long as they are up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from whitenoise.middleware import WhiteNoiseMiddleware

# What libraries bring along and no page of ours asks for; compressing it would take seconds.
UNUSED = ["htmax*", "htmx-4*", "htmx-2-compat*", "htmx-2.js", "hx-*", "django-htmx.js", "django_tables2"]


class StaticFiles(WhiteNoiseMiddleware):
    """Serves the compressed copy of a file, or the file itself where no copy is as new as it."""

    def add_file_to_dictionary(self, url: str, path: str, stat_cache: Any = None) -> None:
        if url in self.files and _is_fresh(
            Path(settings.STATIC_ROOT) / url.removeprefix(self.static_prefix), Path(path)
        ):
            return
        super().add_file_to_dictionary(url, path, stat_cache=stat_cache)


def _is_fresh(copy: Path, source: Path) -> bool:
    if not copy.exists():
        return False
    ours, theirs = copy.stat(), source.stat()
    return ours.st_size == theirs.st_size and ours.st_mtime >= theirs.st_mtime


def collect() -> bool:
    """Copy and compress the files of all apps unless every copy is fresh; returns whether there was work."""
    sources = {
        Path(settings.STATIC_ROOT) / path: Path(storage.path(path))
        for finder in finders.get_finders()
        for path, storage in finder.list(UNUSED)
    }
    if all(_is_fresh(copy, source) for copy, source in sources.items()):
        return False
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=UNUSED)
    return True
