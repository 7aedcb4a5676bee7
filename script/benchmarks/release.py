"""The day of a release, as a process of its own beside worker and sweeper: `python -m benchmarks.release SIZE...`.

Each line on standard input is one release: candidates are written first, `ready` is told, and with the next line the
meetings decide; when every certificate is stored, a line of JSON says what it took.
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from typing import Any

import django

LOOK = 0.05


def main() -> None:
    django.setup()
    from benchmarks.document import UNITS
    from foundation.jobs.choices import JobState
    from foundation.jobs.models import Job

    # By name: the type checker does not follow into the tests.
    batches = import_module("tests.factories.batches")
    sizes = [int(size) for size in sys.argv[1:]]
    batch = None
    for _line in sys.stdin:
        batch = batches.submitted(sizes, units=UNITS, again=batch)
        last = Job.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        print("ready", flush=True)
        sys.stdin.readline()
        cpu, wall = time.process_time(), time.perf_counter()
        batch.decide()
        decided = time.perf_counter() - wall
        while (left := Job.objects.filter(pk__gt=last).exclude(state=JobState.DONE)).exists():
            if failed := left.filter(state=JobState.FAILED).first():
                raise SystemExit(failed.error)
            time.sleep(LOOK)
        spent = {
            "wall": time.perf_counter() - wall,
            "deciding": decided,
            "cpu": time.process_time() - cpu,
            **_stored(batch),
        }
        print(json.dumps(spent), flush=True)


def _stored(batch: Any) -> dict[str, int]:
    """How many certificates of the batch are stored with the hash that their row names."""
    from certification.choices import RenderWay
    from certification.models import Certificate
    from foundation import stored

    rows = Certificate.objects.filter(decision__assessment__exam__in=batch.exams).exclude(pdf_sha256="")
    whole = full = 0
    for digest, way in rows.values_list("pdf_sha256", "render_way"):
        whole += stored.is_whole("certificates", digest)
        full += way == RenderWay.FULL
    return {"certificates": whole, "full": full}


if __name__ == "__main__":
    main()
