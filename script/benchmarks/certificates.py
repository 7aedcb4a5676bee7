"""The bench of certificates: who takes part, what is compared, and the table of it."""

from __future__ import annotations

import os
import platform
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks import print_files, whole
from benchmarks.chromium_page import CHROMIUM, ChromiumPage
from benchmarks.document import Person, people
from benchmarks.fairness import refuse_difference
from benchmarks.reportlab_page import ReportLabPage
from benchmarks.stamped_pages import Checked, Signed, SignedChecked, Stamped, signer_in
from benchmarks.timing import Contender, ratio, take_turns
from benchmarks.typst_page import TypstPage
from benchmarks.weasyprint_pages import full, naive

LIBRARIES = ("weasyprint", "pydyf", "pikepdf", "pypdfium2", "zxing-cpp", "segno", "typst", "reportlab", "Django")
# What each is compared with: name in the JSON → (slow, fast).
COMPARED = {
    "stamp_vs_naive": ("naive", "stamp"),
    "stamp_checked_vs_naive": ("naive", "stamp_checked"),
    "stamp_vs_typst": ("typst", "stamp"),
    "stamp_vs_typst_tagged": ("typst_tagged", "stamp"),
    "stamp_vs_reportlab": ("reportlab", "stamp"),
    "stamp_vs_chromium": ("chromium", "stamp"),
    "stamp_checked_vs_typst": ("typst", "stamp_checked"),
    "stamp_signed_vs_naive": ("naive", "stamp_signed"),
    "stamp_checked_signed_vs_naive": ("naive", "stamp_checked_signed"),
    "full_vs_naive": ("naive", "full"),
    "typst_vs_naive": ("naive", "typst"),
    "reportlab_vs_naive": ("naive", "reportlab"),
    "chromium_vs_naive": ("naive", "chromium"),
}
NAIVE_BESIDE, PRINT_ROUNDS = 5, 3


def run(*, rounds: int, certificates: int, releases: int, sheets: int) -> dict[str, Any]:
    """Measure everything; returns what goes into the JSON."""
    began = time.monotonic()
    crowd = people()
    with ExitStack() as opened:
        folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="pojok-bench-blobs-"))
        contenders, chromium = _contenders(opened, Path(folder))
        _refuse_unfair(contenders, next(crowd))
        take_turns(contenders, crowd, rounds)
        print_file = print_files.run(Path(folder), crowd, sheets=sheets, rounds=PRINT_ROUNDS)
    by_key = {contender.key: contender for contender in contenders}
    ratios, by_wall = {}, {}
    for name, (slow, fast) in COMPARED.items():
        if slow in by_key and fast in by_key:
            ratios[name] = ratio(by_key[slow].cpu, by_key[fast].cpu)
            by_wall[name] = ratio(by_key[slow].wall, by_key[fast].wall)
    ways = {}
    for backend in _backends():
        # The first finds a layout that nobody has compiled yet; it is told apart.
        first, *runs = whole.run(backend, certificates, releases + 1, lambda: _naive_beside(crowd))
        ways[backend.key] = summary = _summary(backend, runs)
        summary["first_release"] = _summary(backend, [first])
        ratios[f"whole_{backend.key}_vs_naive"] = summary["vs_naive"]
    # The slower backend speaks for both.
    ratios["whole_vs_naive"] = min(way["vs_naive"] for way in ways.values())
    return {
        "ratios": ratios,
        "ratios_by_wall": by_wall,
        "per_document": {contender.key: contender.times() for contender in contenders},
        "print_file": print_file,
        "whole": ways,
        "machine": _machine(),
        "versions": {name: version(name) for name in LIBRARIES} | {"python": platform.python_version(), **chromium},
        "seconds": round(time.monotonic() - began, 1),
    }


def _contenders(opened: ExitStack, folder: Path) -> tuple[list[Contender], dict[str, str]]:
    stamped, checked, signer = Stamped(folder), Checked(folder), signer_in(folder)
    taking_part = [
        Contender("naive", "WeasyPrint, naive: HTML(string).write_pdf()", naive, lambda person: person.html),
        Contender("full", "WeasyPrint, our full render (tagged PDF/A-2b)", full),
        Contender("stamp", "compile + stamp", stamped, each=20),
        Contender("stamp_checked", "compile + stamp + check", checked, each=10),
        Contender("stamp_signed", "compile + stamp + signature", Signed(stamped, signer), each=2),
        Contender("stamp_checked_signed", "compile + stamp + check + signature", SignedChecked(checked, signer)),
        Contender("typst", "Typst, untagged", TypstPage(tagged=False), each=5),
        Contender("typst_tagged", "Typst, tagged PDF/A-2b", TypstPage(tagged=True), each=5),
        Contender("reportlab", "ReportLab, canvas", ReportLabPage(), each=5),
    ]
    if not CHROMIUM.exists():
        return taking_part, {}
    chromium = opened.enter_context(ChromiumPage())
    taking_part.append(Contender("chromium", "Chromium, browser and page reused", chromium, each=4, has_processes=True))
    return taking_part, {"chromium": chromium.version}


def _refuse_unfair(contenders: list[Contender], person: Person) -> None:
    reference = naive(person.html)
    for contender in contenders:
        refuse_difference(contender.label, contender.make(contender.prepare(person)), reference, person)


def _backends() -> Iterator[whole.Backend]:
    database, redis = os.environ.get("POJOK_TEST_DATABASE_URL"), os.environ.get("POJOK_TEST_REDIS_URL")
    if database and redis:
        servers = [int(pid) for pid in os.environ.get("POJOK_BENCH_SERVERS", "").split()]
        yield whole.Backend(
            "servers", "PostgreSQL + Redis", {"DATABASE_URL": database, "CELERY_BROKER_URL": redis}, servers
        )
    yield whole.Backend("embedded", "embedded: SQLite + broker in a folder", {})


def _naive_beside(crowd: Iterator[Person]) -> tuple[float, float]:
    beside = Contender("naive", "", naive, lambda person: person.html)
    for person in islice(crowd, NAIVE_BESIDE):
        beside.sample([person])
    return statistics.median(beside.wall), statistics.median(beside.cpu)


def _summary(backend: whole.Backend, runs: list[whole.Run]) -> dict[str, Any]:
    cores = whole.cores()
    made = runs[0].certificates
    return {
        "label": backend.label,
        "certificates": made,
        "releases": len(runs),
        "cores": cores,
        # Clock times cores: whatever waits for a disk or for another process counts in full.
        "vs_naive": _median(run.naive_wall / (run.wall * cores / made) for run in runs),
        "vs_naive_by_cpu": _median(run.naive_cpu / (run.cpu / made) for run in runs),
        "wall_seconds": _median(run.wall for run in runs),
        "deciding_seconds": _median(run.deciding for run in runs),
        "cpu_seconds": _median(run.cpu for run in runs),
        "per_second": _median(made / run.wall for run in runs),
        "per_second_per_core": _median(made / run.wall / cores for run in runs),
        "ms_per_certificate_per_core": _median(run.wall * cores / made * 1000 for run in runs),
        "naive_ms": _median(run.naive_wall * 1000 for run in runs),
        "full_renders_share": round(sum(run.full for run in runs) / (made * len(runs)), 4),
    }


def _median(values: Iterator[float] | Any) -> float:
    return round(statistics.median(values), 2)


def _machine() -> dict[str, Any]:
    model = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), ""
    )
    return {
        "cores": whole.cores(),
        "processor": model or platform.machine(),
        "system": platform.platform(),
        "load_at_the_end": [round(load, 2) for load in os.getloadavg()],
    }


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def table(found: dict[str, Any]) -> str:
    """The figures as Markdown."""
    naive_cpu = found["per_document"]["naive"]["cpu_ms"]["median"]
    lines = [
        "| one document, two pages, 9 units | ms of one core | per second per core | × naive | KB |",
        "|---|--:|--:|--:|--:|",
    ]
    for one in found["per_document"].values():
        spent = one["cpu_ms"]["median"]
        lines.append(
            f"| {one['label']} | {spent:.2f} | {one['per_second_per_core']:.0f} | {naive_cpu / spent:.1f} "
            f"| {one['bytes'] / 1024:.0f} |"
        )
    lines += ["", "| compared within each round | median |", "|---|--:|"]
    lines += [f"| {name} | {value:.1f} |" for name, value in found["ratios"].items()]
    lines += ["", *print_files.table(found["print_file"])]
    lines += [
        "",
        "| the whole way, decision to stored checked files | certificates | s | per second per core | × naive "
        "| × naive by CPU | full renders |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for way in found["whole"].values():
        lines.append(
            f"| {way['label']} | {way['certificates']} | {way['wall_seconds']:.1f} | {way['per_second_per_core']:.0f} "
            f"| {way['vs_naive']:.1f} | {way['vs_naive_by_cpu']:.1f} | {way['full_renders_share']:.1%} |"
        )
        first = way["first_release"]
        lines.append(
            f"| the same, layout not compiled yet | {first['certificates']} | {first['wall_seconds']:.1f} "
            f"| {first['per_second_per_core']:.0f} | {first['vs_naive']:.1f} | {first['vs_naive_by_cpu']:.1f} "
            f"| {first['full_renders_share']:.1%} |"
        )
    machine, versions = found["machine"], found["versions"]
    lines += [
        "",
        f"{machine['cores']} cores, {machine['processor']}, {machine['system']}; "
        + ", ".join(f"{name} {number}" for name, number in versions.items())
        + f"; {found['seconds']:.0f} s.",
    ]
    return "\n".join(lines) + "\n"
