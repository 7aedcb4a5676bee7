"""Work behind the pages: rendering copies and print files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification import print_order
from certification.choices import OPEN_RUN, PrintOutcome, RenderWay
from certification.models import Certificate, PrintRun
from certification.rendering.check import FileRefused
from certification.rendering.facts import read
from certification.rendering.forms import Form, Mark
from certification.rendering.libraries import LibraryMissing
from certification.rendering.press import RenderRefused
from certification.rendering.room import Made, Room, Sheetful, Side
from certification.rendering.signing import Signer, SigningRefused, keystore_signer, signed
from certification.services import print_runs, printing
from certification.services.training_certificates import PRINT_JOB
from foundation import stored
from foundation.jobs.execution import Work
from foundation.jobs.registry import handler

# One commit and one flush of the folder for so many; so many are made again at most after a kill.
FILES_AT_ONCE = 50


@cache
def room() -> Room:
    """The print room of this process."""
    try:
        return Room(settings.VAR_DIR / "blobs")
    except LibraryMissing as missing:
        raise ValidationError(
            _("Server belum lengkap untuk menyiapkan sertifikat; beri tahu administrator. %(reason)s")
            % {"reason": missing},
            code="library_missing",
        ) from missing


@cache
def signer() -> Signer | None:
    """Who signs the copies; nobody unless a key is set."""
    if settings.SIGNING_KEYSTORE is None:
        return None
    return keystore_signer(settings.SIGNING_KEYSTORE, settings.SIGNING_PASSWORD)


@handler("certification.render", title=gettext_lazy("Menyiapkan salinan sertifikat"))
def render(work: Work) -> None:
    """Render, check and store the copy of each certificate; one that was done before a stop is not done again."""
    ids = work.params["certificates"]
    rows = Certificate.objects.in_bulk(ids)
    waiting = [pk for pk in ids if not printing.copy_is_current(rows[pk])]
    copies_wanted = {pk: _copy_of(rows[pk]) for pk in waiting}
    room().expect(copies_wanted.values())
    refused: list[str] = []
    ways: Counter[str] = Counter()
    for start in range(0, len(waiting), FILES_AT_ONCE):
        some = [(rows[pk], copies_wanted[pk]) for pk in waiting[start : start + FILES_AT_ONCE]]
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


def _made(
    wanted: Sequence[tuple[Certificate, Sheetful]], refused: list[str]
) -> Iterator[tuple[Certificate, Mark, Made]]:
    """The checked copy of each; what cannot be printed or came out wrong is told in `refused` and left out."""
    for certificate, copy in wanted:
        try:
            made = room().render(copy.facts, copy.form, copy.mark)
            if found := signer():
                # The very last step: whatever writes the file afterwards would break the signature.
                made = replace(made, pdf=signed(made.pdf, found, copy.facts, copy.mark))
            yield certificate, copy.mark, made
        except (RenderRefused, FileRefused, SigningRefused) as error:
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
    """Make the file of a run for its printer, and for manual duplex one of fronts and one of backs.

    The serials are not on the page: they stand on the sheets already, and a jam may shift them.
    """
    run = PrintRun.objects.select_related("profile", "lsp").get(pk=work.params["run"])
    if run.profile is None or run.state not in OPEN_RUN:
        return
    printer = run.profile
    offsets = printer.offsets
    mark = Mark(qr_on_sheet=run.lsp.qr_on_sheet)
    rows = run.items.exclude(outcome=PrintOutcome.LEFT_OVER).select_related("certificate")
    facts = {item.position: read(item.certificate.facts) for item in rows}
    digests = []
    try:
        with work.outside():
            for file in print_order.files(printer, sorted(facts), run.file_from, run.backs_below):
                pages = [Sheetful(facts[place], Form.BLANK, mark, offsets) for place in file.places]
                if pages:
                    digests.append(stored.store("print-runs", room().print_file(pages, Side(file.pages.value))))
    except (RenderRefused, FileRefused) as error:
        raise ValidationError(_("Tidak dapat dicetak: ") + str(error), code="render_refused") from error
    front, back = digests[0], "".join(digests[1:])
    work.step(len(facts), len(facts))
    work.finish_with(
        lambda: print_runs.keep_print_files(run=run, order=run.file_order, sha256=front, backs_sha256=back),
        result_file=f"print-runs/{front}.pdf",
    )


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
