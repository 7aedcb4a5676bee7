"""`render_facts FACTS.json --form copy --out FILE`: a layout tried from a JSON file, without a database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from certification.rendering.blobs import WORTH
from certification.rendering.check import FileRefused, check
from certification.rendering.facts import Facts, FactsRefused, read
from certification.rendering.forms import Form, Mark, Offsets
from certification.rendering.full import render_full
from certification.rendering.press import RenderRefused
from certification.rendering.room import Made, Room, Sheetful

REFUSED = 2
LARGEST = 1_000_000


class Command(BaseCommand):
    help = (
        "Render one certificate from a JSON file of facts (docs/certificate-facts.md) and write the checked PDF. "
        "Exits with 2 and one sentence when the facts or the text are refused."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("facts", type=Path)
        parser.add_argument("--form", choices=[form.value for form in Form], default=Form.COPY.value)
        parser.add_argument("--full", action="store_true", help="go through the layout engine, not through the stamp")
        parser.add_argument("--out", type=Path, required=True, help="the PDF that is written")
        parser.add_argument("--sheet-serial", default="", help="the sheet that the copy names")
        parser.add_argument("--copy-number", type=int, default=1)
        parser.add_argument("--qr-on-sheet", action="store_true", help="print the QR on BNSP's sheet too")
        parser.add_argument(
            "--offsets",
            default="0,0,0,0",
            metavar="X,Y,X,Y",
            help="mm right and down on the front, then on the back; only the blank is moved",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        facts, form = _facts(options["facts"]), Form(options["form"])
        mark = Mark(options["sheet_serial"], options["copy_number"], options["qr_on_sheet"])
        try:
            made = _made(facts, form, mark, _offsets(options["offsets"]), full=options["full"])
        except (RenderRefused, FileRefused) as refused:
            raise CommandError(str(refused), returncode=REFUSED) from refused
        try:
            options["out"].write_bytes(made.pdf)
        except OSError as error:
            raise CommandError(
                f"{options['out']} tidak dapat ditulis: {error.strerror}.", returncode=REFUSED
            ) from error
        way = "dicap pada tata letak jadi" if made.way == "stamped" else "disusun penuh"
        self.stdout.write(f"{options['out']}: {len(made.pdf)} byte, {way}.")


def _made(facts: Facts, form: Form, mark: Mark, offsets: Offsets, *, full: bool) -> Made:
    if full:
        pdf = render_full(facts, form, mark, offsets)
        check(pdf, facts, form, mark)
        return Made(pdf, "full")
    room = Room(settings.VAR_DIR / "blobs")
    # One certificate alone is not worth a compiled layout; whoever tries a layout wants to see it stamped.
    room.expect([Sheetful(facts, form, mark)] * WORTH)
    return room.render(facts, form, mark, offsets)


def _facts(path: Path) -> Facts:
    try:
        if path.stat().st_size > LARGEST:
            raise CommandError(f"{path} lebih besar dari {LARGEST // 1000} kB.", returncode=REFUSED)
        given = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{path} tidak dapat dibaca: {error.strerror}.", returncode=REFUSED) from error
    except json.JSONDecodeError as error:
        sentence = f"{path} bukan JSON yang benar: lihat baris {error.lineno}, kolom {error.colno}."
        raise CommandError(sentence, returncode=REFUSED) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise CommandError(f"{path} bukan JSON dalam UTF-8.", returncode=REFUSED) from error
    if not isinstance(given, dict):
        raise CommandError(f"{path} harus berisi satu objek dengan nama dan nilai.", returncode=REFUSED)
    try:
        return read(given)
    except FactsRefused as refused:
        raise CommandError(str(refused), returncode=REFUSED) from refused


def _offsets(given: str) -> Offsets:
    try:
        front_x, front_y, back_x, back_y = map(float, given.split(","))
    except ValueError as error:
        sentence = "Isian “--offsets” harus empat angka dalam mm, misalnya 1.5,-0.5,0,0."
        raise CommandError(sentence, returncode=REFUSED) from error
    return Offsets(front_x, front_y, back_x, back_y)
