"""Work behind the pages: rendering copies and print files."""

from __future__ import annotations

import io
from functools import cache

import pikepdf
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.models import Certificate, PrintRun
from certification.rendering.check import FileRefused
from certification.rendering.facts import read
from certification.rendering.forms import Form, Mark
from certification.rendering.press import RenderRefused
from certification.rendering.room import Room, Sheetful
from certification.services import printing
from certification.services.training_certificates import PRINT_JOB
from foundation import stored
from foundation.jobs.execution import Work
from foundation.jobs.registry import handler


@cache
def room() -> Room:
    """The print room of this process."""
    return Room(settings.VAR_DIR / "blobs")


@handler("certification.render", title=gettext_lazy("Menyiapkan salinan sertifikat"))
def render(work: Work) -> None:
    """Render, check and store the copy of each certificate; one that was done before a stop is not done again."""
    ids = work.params["certificates"]
    refused: list[str] = []
    for done, pk in enumerate(ids, start=1):
        certificate = Certificate.objects.get(pk=pk)
        if printing.copy_is_current(certificate):
            work.step(done)
            continue
        try:
            _render_one(work, certificate, done)
        except (RenderRefused, FileRefused) as error:
            refused.append(f"{certificate.number}: {error}")
            work.step(done)
    if refused:
        raise ValidationError(_("Tidak dapat dicetak: ") + "; ".join(refused[:5]), code="render_refused")


def _render_one(work: Work, certificate: Certificate, done: int) -> None:
    facts = read(certificate.facts)
    mark = Mark(certificate.sheet_serial, certificate.copy_number)
    with work.outside():
        made = room().render(facts, mark=mark)
        digest = stored.store("certificates", made.pdf)
    with work.guarded(done):
        printing.keep_copy(certificate=certificate, sha256=digest, size=len(made.pdf), mark=mark)


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
