"""The day of a release, as a process of its own beside worker and sweeper: `python -m benchmarks.release SIZE...`.

Told `seed` on standard input it writes the candidates of a meeting for each size and answers `ready`; at `decide` all
meetings decide, at `next` the next one. When every certificate is stored, a line of JSON says what it took.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import django

LOOK = 0.05


def main() -> None:
    django.setup()
    from benchmarks.document import UNITS
    from certification.services.freezing import RENDER_JOB
    from foundation.jobs.choices import JobState
    from foundation.jobs.models import Job

    # By name: the type checker does not follow into the tests.
    batches = import_module("tests.factories.batches")
    sizes = [int(size) for size in sys.argv[1:]]
    batch: Any = None
    waiting: list[Any] = []
    for line in sys.stdin:
        word = line.strip()
        if word == "seed":
            batch = batches.submitted(sizes, units=UNITS, again=batch)
            waiting = list(batch.exams)
            print("ready", flush=True)
            continue
        deciding = [waiting.pop(0)] if word == "next" else waiting
        last = Job.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        cpu, wall = time.process_time(), time.perf_counter()
        for exam in deciding:
            batch.decide_on(exam)
        decided = time.perf_counter() - wall
        # Others order work as well meanwhile; only what a meeting orders is waited for.
        while (left := Job.objects.filter(pk__gt=last, kind=RENDER_JOB).exclude(state=JobState.DONE)).exists():
            if failed := left.filter(state=JobState.FAILED).first():
                raise SystemExit(failed.error)
            time.sleep(LOOK)
        spent = {
            "wall": time.perf_counter() - wall,
            "deciding": decided,
            "cpu": time.process_time() - cpu,
            **_stored(deciding),
        }
        print(json.dumps(spent), flush=True)


def _stored(exams: Sequence[Any]) -> dict[str, int]:
    """How many certificates of the exams are stored with the hash that their row names."""
    from certification.choices import RenderWay
    from certification.models import Certificate
    from foundation import stored

    rows = Certificate.objects.filter(decision__assessment__exam__in=exams).exclude(pdf_sha256="")
    whole = full = 0
    for digest, way in rows.values_list("pdf_sha256", "render_way"):
        whole += stored.is_whole("certificates", digest)
        full += way == RenderWay.FULL
    return {"certificates": whole, "full": full}


if __name__ == "__main__":
    main()
