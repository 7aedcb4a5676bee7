"""What one bench asks of one database, as a process of its own: `python -m benchmarks.imports.office ACT ...`.

Each act prints a line of JSON at its end: `prepare` makes the officer, `write` the sheets of the country, `one` brings
a sheet through upload, mapping and jobs, `thrice` three sheets, `look` opens the list of people until it is told to
stop, `dump` keeps what was written, and `floor` writes just that, ready row by ready row, into an empty twin.
"""

from __future__ import annotations

import json
import pickle
import resource
import select
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from statistics import quantiles
from typing import Any

import django

BACKEND = "foundation.accounts.backend.PostingsBackend"
# One look after another, with a pause in which others may work.
PAUSE = 0.05
# Rows of one prison at a time: a country does not fit into memory as rows.
DUMPED = ("Inmate", "RegisterNumber", "DateFact", "CustodyEvent")


def main() -> None:
    django.setup()
    act, *given = sys.argv[1:]
    print(json.dumps(ACTS[act](*given)), flush=True)


def prepare() -> dict[str, Any]:
    from lapas.models import Prison

    # By name: the type checker does not follow into the tests.
    factories = import_module("tests.factories.lapas")
    prison = Prison.objects.active().order_by("code")[0]
    return {"officer": factories.officer_at(prison).pk, "prison": prison.code}


def write(folder: str, people: str, prisons: str) -> dict[str, Any]:
    """Sheets of so many people over so many prisons, in realistic sizes."""
    from benchmarks.imports import sheets
    from foundation import clock
    from lapas.models import Prison
    from pojok_vokasi.demo.national.sizes import apportioned, national_sizes

    chosen = list(Prison.objects.active().order_by("code")[: int(prisons)])
    sizes = {code: float(size) for code, size in national_sizes(chosen).items()}
    first = files = 0
    for code, size in apportioned(int(people), sizes).items():
        if size:
            sheets.write(Path(folder) / f"{code}.xlsx", sheets.people(code, first, size, clock.today()))
            first, files = first + size, files + 1
    return {"files": files, "rows": first}


def one(officer: str, path: str) -> dict[str, Any]:
    """The upload and its jobs, as the pages order them and a worker runs them; seconds by clock and processor."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from foundation import clock
    from foundation.accounts.models import User
    from foundation.jobs import execution
    from foundation.jobs.models import Job
    from lapas.models import Prison
    from lapas.services import imports

    actor = User.objects.get(pk=officer)
    prison = Prison.objects.active().order_by("code")[0]
    upload = SimpleUploadedFile("bench.xlsx", Path(path).read_bytes())
    steps: dict[str, dict[str, float]] = {}

    def measured(name: str, order: Callable[[], Any]) -> Any:
        cpu, wall = _cpu(), time.perf_counter()
        ordered = order()
        execution.run(Job.objects.latest("pk").pk)
        steps[name] = {"wall": time.perf_counter() - wall, "cpu": _cpu() - cpu}
        return ordered

    today = clock.today(prison.timezone)
    batch = measured("read", lambda: imports.order_read(prison=prison, upload=upload, data_as_of=today, actor=actor))
    batch.refresh_from_db()

    def map_and_check() -> None:
        mapped = imports.set_mapping(batch=batch, mapping=imports.columns_of(batch), actor=actor)
        imports.order_check(batch=mapped, actor=actor)

    measured("check", map_and_check)
    measured("apply", lambda: imports.order_apply(batch=batch, actor=actor))
    batch.refresh_from_db()
    if batch.state != "applied":
        raise SystemExit(f"The import ended as {batch.state}.")
    counts = {name: getattr(batch, name) for name in ("rows", "created", "updated", "unchanged", "refused")}
    return {**counts, "steps": steps, **{at: sum(step[at] for step in steps.values()) for at in ("wall", "cpu")}}


def thrice(officer: str, rows: str, new: str, changed: str) -> dict[str, Any]:
    """A sheet of a prison that has nobody yet, the same again, and a changed one; `rows` keeps what the first wrote."""
    first = one(officer, new)
    dump(rows)
    return {"new": first, "unchanged": one(officer, new), "changed": one(officer, changed)}


def look(officer: str) -> dict[str, Any]:
    """Open the list of people again and again until a line arrives; milliseconds of one page."""
    from django.test import Client
    from django.test.utils import setup_test_environment
    from django.urls import reverse

    from foundation.accounts.models import User

    setup_test_environment()
    client = Client()
    client.force_login(User.objects.get(pk=officer), backend=BACKEND)
    address = reverse("lapas:inmate-list")
    took: list[float] = []
    client.get(address)
    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], PAUSE)[0] or len(took) < 2:
        began = time.perf_counter()
        if client.get(address).status_code != 200:
            raise SystemExit("The list of people does not open.")
        took.append((time.perf_counter() - began) * 1000)
    cuts = quantiles(took, n=100, method="inclusive")
    return {"pages": len(took), "p50_ms": round(cuts[49], 1), "p95_ms": round(cuts[94], 1)}


def dump(path: str) -> dict[str, Any]:
    """Keep the rows of every person, prison by prison, as they are written."""
    from django.apps import apps

    from lapas.models import Inmate

    people = 0
    with Path(path).open("wb") as file:
        for prison in Inmate.objects.order_by("prison").values_list("prison", flat=True).distinct():
            for name in DUMPED:
                model = apps.get_model("lapas", name)
                of_prison = {"prison" if name == "Inmate" else "inmate__prison": prison}
                names = [field.attname for field in model._meta.concrete_fields]
                rows = list(model._default_manager.filter(**of_prison).order_by("pk").values_list(*names))
                people += len(rows) if name == "Inmate" else 0
                pickle.dump((name, names, rows), file)
    return {"people": people}


def floor(path: str) -> dict[str, Any]:
    """Nothing but the rows: seconds that the database and the way into it take, a transaction per prison."""
    from django.apps import apps
    from django.db import transaction

    from foundation import vendor

    cpu = wall = 0.0
    people = 0
    with Path(path).open("rb") as file:
        while file.peek(1):
            parts = [pickle.load(file) for _name in DUMPED]
            began, spent = time.perf_counter(), _cpu()
            with transaction.atomic():
                for name, names, rows in parts:
                    vendor.insert_rows(apps.get_model("lapas", name), names, rows)
            wall, cpu = wall + time.perf_counter() - began, cpu + _cpu() - spent
            people += len(parts[0][2])
    return {"people": people, "wall": wall, "cpu": cpu}


def _cpu() -> float:
    """Processor seconds of this process, its ended children, and the database's server."""
    from benchmarks.imports.bench import servers_cpu

    below = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + below.ru_utime + below.ru_stime + servers_cpu()


ACTS: dict[str, Callable[..., dict[str, Any]]] = {
    "prepare": prepare,
    "write": write,
    "one": one,
    "thrice": thrice,
    "look": look,
    "dump": dump,
    "floor": floor,
}


if __name__ == "__main__":
    main()
