"""`import_inmates FILE --prison CODE`: the import of the pages, in the foreground and without a worker."""

from __future__ import annotations

import datetime
import json
import logging
import sys
from argparse import ArgumentParser
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from foundation import clock
from lapas.imports.reader import digest, read
from lapas.imports.refusals import FileRefused
from lapas.models import Prison
from lapas.services.imports import (
    Outcome,
    RowsRefused,
    bring_sheet,
    check_batch,
    discard_batch,
    open_batch,
    refuse_batch,
    remembered_columns,
)

logger = logging.getLogger(__name__)
REFUSED_WHOLE = 2


@dataclass
class Answer(Outcome):
    """The one object that `--json` prints."""

    status: str = "refused"
    reason: str = ""
    warnings: list[dict[str, Any]] = field(default_factory=list)


class Command(BaseCommand):
    help = (
        "Import a spreadsheet of inmates into one prison. Without --apply-good one refused row means that nothing is "
        "written. Exits with 0 when the file could be read, with 2 when it is refused whole."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--prison", required=True, metavar="CODE", help="code of the prison, as in reference data")
        parser.add_argument("--as-of", type=datetime.date.fromisoformat, metavar="YYYY-MM-DD", help="date of the data")
        parser.add_argument("--dry-run", action="store_true", help="check only, write nothing")
        parser.add_argument("--apply-good", action="store_true", help="write the good rows although some are refused")
        parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        answer = self.answer(
            path=options["file"],
            code=options["prison"],
            as_of=options["as_of"],
            dry_run=options["dry_run"],
            apply_good=options["apply_good"],
        )
        if options["json"]:
            self.stdout.write(json.dumps(asdict(answer), ensure_ascii=False))
        else:
            self.stdout.write(_in_words(answer))
        if answer.status == "refused":
            sys.exit(REFUSED_WHOLE)

    def answer(self, *, path: Path, code: str, as_of: datetime.date | None, dry_run: bool, apply_good: bool) -> Answer:
        """Import the file and say what came of it."""
        prison = Prison.objects.filter(code=code).first()
        if prison is None:
            return _refused(_("UPT dengan kode %(code)s tidak ada; periksa kodenya.") % {"code": code})
        if not path.is_file():
            return _refused(_("Berkas %(path)s tidak ditemukan.") % {"path": path})
        as_of = as_of or clock.today(prison.timezone)
        try:
            reading = read(path, remembered=remembered_columns(prison))
            if reading.missing:
                code = "no_header" if len(reading.missing) > 1 else f"no_{reading.missing[0].partition('_')[0]}"
                raise FileRefused(code, sheet=reading.sheet, row=reading.header_row)
        except FileRefused as refusal:
            logger.warning("%s is refused whole: %s", path.name, refusal.code)
            refuse_batch(
                prison=prison,
                file_name=path.name,
                file_sha256=digest(path),
                data_as_of=as_of,
                refusal=refusal,
                actor=None,
            )
            return _refused(refusal.sentence)
        about: dict[str, Any] = {"prison": prison, "reading": reading, "file_name": path.name, "data_as_of": as_of}
        logger.info("%s: sheet %s, %d rows, columns %s", path.name, reading.sheet, len(reading.rows), reading.mapping)

        def progress(done: int) -> None:
            logger.info("%d of %d rows checked", done, len(reading.rows))

        try:
            if dry_run:
                batch = open_batch(**about, actor=None)
                outcome = check_batch(batch=batch, progress=progress)
                discard_batch(batch=batch, actor=None)
                return _about(batch.sheet, outcome, "checked")
            batch, outcome = bring_sheet(**about, actor=None, apply_good=apply_good, progress=progress)
        except RowsRefused as refusal:
            return _about(reading.sheet, refusal.outcome, "checked", " ".join(refusal.messages))
        except ValidationError as error:
            return _refused(" ".join(error.messages))
        logger.info("%s applied", path.name)
        return _about(batch.sheet, outcome, "applied")


def _about(sheet: str, outcome: Outcome, status: str, reason: str = "") -> Answer:
    for one in (*outcome.refused, *outcome.warnings):
        one["sheet"] = sheet
    return Answer(**vars(outcome), status=status, reason=reason)


def _refused(reason: str) -> Answer:
    return Answer(status="refused", reason=reason)


def _in_words(answer: Answer) -> str:
    where = _("Lembar “%(sheet)s”, baris %(row)s, kolom %(column)s: ")
    lines = [where % one + one["message"] for one in answer.refused]
    lines.append(
        _("%(rows)d baris: %(created)d baru, %(updated)d berubah, %(unchanged)d tetap, %(refused)d ditolak.")
        % {
            "rows": answer.rows,
            "created": answer.created,
            "updated": answer.updated,
            "unchanged": answer.unchanged,
            "refused": len(answer.refused),
        }
    )
    if answer.reason:
        lines.append(answer.reason)
    return "\n".join(lines)
