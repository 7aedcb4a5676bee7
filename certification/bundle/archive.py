"""Papers as a zip that proves itself: each stands in a list of hashes. Pure."""

from __future__ import annotations

import datetime
import hashlib
import io
import zipfile
from collections.abc import Mapping

LIST = "SHA256SUMS"


def packed(papers: Mapping[str, bytes], at: datetime.datetime) -> bytes:
    """The papers under their names and `SHA256SUMS`, which `sha256sum -c` reads; equal papers give equal bytes."""
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(papers.items()))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [*sorted(papers.items()), (LIST, sums.encode())]:
            archive.writestr(_entry(name, at), content)
    return made.getvalue()


def _entry(name: str, at: datetime.datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=at.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    # Readable and not to be run, on whatever system it is opened.
    entry.external_attr = 0o644 << 16
    return entry
