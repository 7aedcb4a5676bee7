"""`import_folder FOLDER`: sheets of many prisons, each named by the prison's code, read by several processes."""

from __future__ import annotations

import datetime
import json
import logging
import multiprocessing
import os
import re
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from lapas.imports.processes import begin
from lapas.management.commands.import_inmates import REFUSED_WHOLE, Answer
from lapas.management.commands.import_inmates import Command as ImportInmates

logger = logging.getLogger(__name__)
SHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".txt"})
COUNTED = ("rows", "created", "updated", "unchanged")
_CODE = re.compile(r"[0-9A-Za-z]+")


@dataclass(frozen=True)
class Options:
    """The same for every file."""

    as_of: datetime.date | None
    apply_good: bool


class Command(BaseCommand):
    help = (
        "Import a folder of spreadsheets, one per prison; each name begins with the code of its prison, as "
        "11002.xlsx or '11002 November.xlsx'. Each file is imported for itself, by the rules of import_inmates. Exits "
        "with 2 when nothing of a file was written; the others are imported all the same."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes at once (the cores)")
        parser.add_argument("--as-of", type=datetime.date.fromisoformat, metavar="YYYY-MM-DD", help="date of the data")
        parser.add_argument("--apply-good", action="store_true", help="write the good rows although some are refused")
        parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(_("Folder %(path)s tidak ditemukan.") % {"path": folder})
        paths = [path for path in folder.iterdir() if path.suffix.lower() in SHEETS]
        # The long ones first, so that no process is left with the longest at the end.
        paths.sort(key=lambda path: (-path.stat().st_size, path.name))
        work = partial(bring, options=Options(options["as_of"], options["apply_good"]))
        total: dict[str, Any] = {"files": len(paths), "not_applied": {}, **dict.fromkeys(COUNTED, 0), "refused": 0}
        with _mapped(work, paths, options["workers"]) as answers:
            for path, answer in zip(paths, answers, strict=True):
                if answer.status == "applied":
                    for name in COUNTED:
                        total[name] += getattr(answer, name)
                    total["refused"] += len(answer.refused)
                else:
                    total["not_applied"][path.name] = answer.reason
                self.stderr.write(f"{path.name}: {answer.reason or _('%(rows)d baris.') % {'rows': answer.rows}}")
        self.stdout.write(json.dumps(total, ensure_ascii=False) if options["json"] else _in_words(total))
        if total["not_applied"]:
            sys.exit(REFUSED_WHOLE)


def bring(path: Path, options: Options) -> Answer:
    """Import one file into the prison that its name begins with."""
    code = _CODE.match(path.stem)
    ask = partial(
        ImportInmates().answer,
        path=path,
        code=code[0] if code else path.stem,
        as_of=options.as_of,
        dry_run=False,
        apply_good=options.apply_good,
    )
    try:
        return ask()
    except IntegrityError:
        # Another process has just written somebody with a NIK of this sheet: now the row is judged against that.
        logger.warning("%s met another file at the same person; it is read once more.", path.name)
        return ask()


@contextmanager
def _mapped(work: Any, paths: list[Path], workers: int) -> Iterator[Iterator[Answer]]:
    """The answers in the order of the paths; one worker is this process."""
    if workers <= 1:
        yield map(work, paths)
        return
    # Spawned, not forked: an open connection to the database must not be shared.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(paths) or 1), mp_context=context, initializer=begin) as pool:
        yield pool.map(work, paths)


def _in_words(total: dict[str, Any]) -> str:
    lines = [f"{name}: {reason}" for name, reason in total["not_applied"].items()]
    lines.append(
        _(
            "%(files)d berkas, %(rows)d baris: %(created)d baru, %(updated)d berubah, %(unchanged)d tetap, "
            "%(refused)d ditolak."
        )
        % total
    )
    return "\n".join(lines)
