"""Work behind the pages: rendering copies and print files."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

import pikepdf
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.choices import RenderWay
from certification.models import Certificate, PrintRun
from certification.rendering.check import FileRefused
from certification.rendering.facts import read
from certification.rendering.forms import Form, Mark
from certification.rendering.press import RenderRefused
from certification.rendering.room import Made, Room, Sheetful
from certification.services import printing
from certification.services.training_certificates import PRINT_JOB
from foundation import stored
from foundation.jobs.execution import Work
from foundation.jobs.registry import handler

# One commit and one flush of the folder for so many; so many are made again at most after a kill.
FILES_AT_ONCE = 50


@cache
def room() -> Room:
    """The print room of this process."""
    return Room(settings.VAR_DIR / "blobs")


@handler("certification.render", title=gettext_lazy("Menyiapkan salinan sertifikat"))
def render(work: Work) -> None:
    """Render, check and store the copy of each certificate; one that was done before a stop is not done again."""
    ids = work.params["certificates"]
    rows = Certificate.objects.in_bulk(ids)
    waiting = [pk for pk in ids if not printing.copy_is_current(rows[pk])]
    room().expect([_copy_of(rows[pk]) for pk in waiting])
    refused: list[str] = []
    ways: Counter[str] = Counter()
    for start in range(0, len(waiting), FILES_AT_ONCE):
        some = [rows[pk] for pk in waiting[start : start + FILES_AT_ONCE]]
        with work.outside():
            made = list(_made(some, refused))
            digests = stored.store_many("certificates", [each.pdf for _row, _mark, each in made])
        copies = [
            printing.Copy(row, mark, digest, len(each.pdf), each.way)
            for (row, mark, each), digest in zip(made, digests, strict=True)
        ]
        with work.guarded(len(ids) - len(waiting) + start + len(some)):
            printing.keep_copies(copies)
        ways.update(copy.way for copy in copies)
    if refused:
        raise ValidationError(_("Tidak dapat dicetak: ") + "; ".join(refused[:5]), code="render_refused")
    work.finish_with(note=_share_of_full(ways))


def _copy_of(certificate: Certificate) -> Sheetful:
    return Sheetful(
        read(certificate.facts), Form.COPY, Mark(certificate.sheet_serial, copy_number=certificate.copy_number)
    )


def _made(certificates: Sequence[Certificate], refused: list[str]) -> Iterator[tuple[Certificate, Mark, Made]]:
    """The checked copy of each; what cannot be printed or came out wrong is told in `refused` and left out."""
    for certificate in certificates:
        wanted = _copy_of(certificate)
        try:
            yield certificate, wanted.mark, room().render(wanted.facts, wanted.form, wanted.mark)
        except (RenderRefused, FileRefused) as error:
            refused.append(f"{certificate.number}: {error}")


def _share_of_full(ways: Counter[str]) -> str:
    if not ways:
        return ""
    return _("%(count)d salinan disiapkan, %(full)d di antaranya disusun penuh.") % {
        "count": ways.total(),
        "full": ways[RenderWay.FULL],
    }


@handler("certification.print_run", title=gettext_lazy("Menyiapkan berkas cetak"))
def print_run(work: Work) -> None:
    """Join the stored copies of a run into one file, in the order of the list."""
    run = PrintRun.objects.get(pk=work.params["run"])
    items = list(run.items.select_related("certificate").order_by("position"))
    with work.outside():
        joined = pikepdf.new()
        for item in items:
            with pikepdf.open(io.BytesIO(stored.read("certificates", item.certificate.pdf_sha256))) as copy:
                joined.pages.extend(copy.pages)
        made = io.BytesIO()
        joined.save(made, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        digest = stored.store("print-runs", made.getvalue())
    work.step(len(items), len(items))
    work.finish_with(lambda: printing.keep_print_file(run=run, sha256=digest), result_file=f"print-runs/{digest}.pdf")


@handler(PRINT_JOB, title=gettext_lazy("Menyiapkan berkas cetak sertifikat pelatihan"))
def training_print(work: Work) -> None:
    """One file of training certificates for the centre's own paper, in the order of their numbers."""
    rows = list(Certificate.objects.filter(pk__in=work.params["certificates"]).order_by("serial", "number", "pk"))
    try:
        with work.outside():
            pdf = room().print_file([Sheetful(read(row.facts), Form.BLANK) for row in rows])
            digest = stored.store("print-runs", pdf)
    except (RenderRefused, FileRefused) as error:
        raise ValidationError(_("Tidak dapat dicetak: ") + str(error), code="render_refused") from error
    work.step(len(rows), len(rows))
    work.finish_with(result_file=f"print-runs/{digest}.pdf")
