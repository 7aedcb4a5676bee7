"""What the people of the load bench do: whose accounts, which pages they read, which rows they write.

`python -m benchmarks.load.desks take N` prints N desks, `… check FILE` compares a journal with the database. Runs
inside of the portal's settings; the visitors know nothing but addresses.
"""

from __future__ import annotations

import argparse
import datetime
import itertools
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

# Of ten people: the desks of a prison work most.
SHARES = {"registry_officer": 4, "work_officer": 3, "lsp_officer": 1, "instructor": 1, "prison_head": 1}
# These work where the whole demo is, in the biggest prison; the others are drawn from the whole country.
KNOWN = ("registrasi", "kerja", "kepala", "lsp")
ROWS, SHEETS, ORIGINALS = 12, 3, 30
# Attendance that is older asks for a reason.
NEWEST_DAYS = 6

Desk = dict[str, Any]


def main() -> int:
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    take = commands.add_parser("take")
    take.add_argument("number", type=int)
    check = commands.add_parser("check")
    check.add_argument("journal", type=Path)
    given = parser.parse_args()
    django.setup()
    if given.command == "take":
        print(json.dumps(desks(given.number)))
    else:
        from benchmarks.load import kept

        print(
            json.dumps(kept.compare(given.journal) | {"noticed_when_removed": kept.removing_is_noticed(given.journal)})
        )
    return 0


def desks(number: int) -> list[Desk]:
    """So many desks, in each ten of them every role; where a role has too few accounts, some are taken twice.

    Whoever has a sheet to fill or an original to hand over comes before those who only read. No row is given to two.
    """
    turns = [role for role, share in SHARES.items() for _one in range(share)]
    wanted = {role: -(-number * share // len(turns)) for role, share in SHARES.items()}
    found: dict[str, list[Desk]] = {role: [] for role in SHARES}
    taken: set[str] = set()
    for desk in _all_desks():
        mine = found[desk["role"]]
        desk["tasks"] = [task for task in desk["tasks"] if task["key"] not in taken]
        taken |= {task["key"] for task in desk["tasks"]}
        mine.append(desk)
        if all(sum(bool(one["tasks"]) for one in found[role]) >= count for role, count in wanted.items()):
            break
    cycles = {}
    for role, mine in found.items():
        mine.sort(key=lambda desk: not desk["tasks"])
        chosen = mine[: wanted[role]]
        for desk in chosen:
            desk["cookie"] = _session(desk["username"])
        cycles[role] = itertools.cycle(chosen)
    turns = [role for role in turns if found[role]]
    # Of a desk that is taken twice the second only reads and adds: no row is written by two.
    given: list[Desk] = []
    for role in itertools.islice(itertools.cycle(turns), number):
        desk = next(cycles[role])
        given.append({**desk, "tasks": []} if any(one["username"] == desk["username"] for one in given) else desk)
    return given


def _all_desks() -> Iterator[Desk]:
    """Desks with pages to open: the known accounts, then everybody as drawn; nobody with two postings, whose form asks
    for the prison."""
    from foundation.accounts.models import User
    from foundation.accounts.postings import all_held

    active = User.objects.filter(is_active=True)
    known = list(active.filter(staff_number__in=KNOWN))
    others = list(active.exclude(staff_number__in=KNOWN).order_by("pk"))
    random.Random(1).shuffle(others)
    for user in [*known, *others]:
        held = all_held(user)
        if not held or held[0].role not in SHARES or len({one.role for one in held}) > 1:
            continue
        if held[0].role != "instructor" and len(held) > 1:
            continue
        if len(reads := _reads(user, held[0].role)) > 1:
            yield {
                "username": user.staff_number,
                "role": held[0].role,
                "reads": reads,
                "tasks": _tasks(user, held[0].role),
                "adds": held[0].role in {"registry_officer", "prison_head"},
            }


def _session(username: str) -> dict[str, str]:
    """A session as the sign-in page makes it, without the half second that its password costs."""
    from benchmarks.cases import client_of

    return {name: cookie.value for name, cookie in client_of(username).cookies.items()}


def _reads(user: Any, role: str) -> list[str]:
    """Addresses that somebody with this role opens in a day; lists stand in it as often as rows."""
    from django.urls import reverse

    from certification.models import Certificate
    from lapas.models import Inmate
    from training.models import TrainingClass

    def rows(model: Any, permission: str, page: str) -> list[str]:
        keys = model.objects.for_user(user, permission).order_by("-pk").values_list("pk", flat=True)[:ROWS]
        return [reverse(page, args=[pk]) for pk in keys]

    people = reverse("lapas:inmate-list")
    inmates = [people, f"{people}?q=setiawan", f"{people}?q=muh", f"{people}?page=2", f"{people}?tampil=menjelang"] * 2
    inmates += rows(Inmate, "lapas.view_inmate", "certification:inmate-record")
    classes = [reverse("training:class-list")] * 4 + rows(TrainingClass, "training.view_class", "training:class-detail")
    certificates = [reverse("certification:certificate-list")] * 4
    certificates += rows(Certificate, "certification.view_certificate", "certification:certificate-detail")
    home = [reverse("home")] * 3
    return {
        "registry_officer": [*home, *inmates, reverse("lapas:release-board")],
        "prison_head": [*home, *inmates, *classes, *certificates],
        "work_officer": [
            *home, *inmates, *classes, reverse("training:hearing-list"), reverse("certification:ready-box"),
        ],
        "lsp_officer": [*home, *certificates, reverse("certification:exam-list"), reverse("certification:print-list")],
        "instructor": [*home, *classes],
    }[role]  # fmt: skip


def _tasks(user: Any, role: str) -> list[dict[str, Any]]:
    """What the desk can write: sheets, again and again, and originals, each once. `field`: how its fields begin."""
    from django.urls import reverse

    from certification.choices import OPEN_SHEET
    from certification.models import Certificate, Exam
    from foundation import clock
    from training.choices import ClassStatus
    from training.models import TrainingClass

    today, tasks = clock.today(), []

    def sheet(kind: str, row: Any, url: str, field: str) -> None:
        tasks.append({"kind": kind, "key": f"{kind} {row.pk}", "row": row.pk, "url": url, "field": field})

    def running(permission: str) -> Any:
        return (
            TrainingClass.objects.for_user(user, permission).filter(status=ClassStatus.RUNNING).order_by("pk")[:SHEETS]
        )

    if role in {"instructor", "work_officer"}:
        newest = today - datetime.timedelta(NEWEST_DAYS)
        for course in running("training.take_attendance"):
            for day in course.sessions.filter(on__range=(newest, today)).order_by("-on")[:SHEETS]:
                sheet("attendance", day, reverse("training:attendance-day", args=[course.pk, day.on]), "hadir-")
        page, permission = (
            ("result-judge", "training.judge_result")
            if role == "instructor"
            else ("result-record", "training.type_result")
        )
        for course in running(permission):
            sheet("result", course, reverse(f"training:{page}", args=[course.pk]), "hasil-")
    if role == "lsp_officer":
        exams = Exam.objects.for_user(user, "certification.type_assessment").filter(
            exam_on__lte=today, assessments__sheet__in=OPEN_SHEET
        )
        for exam in exams.distinct().order_by("pk")[:SHEETS]:
            sheet("exam", exam, reverse("certification:exam-results-type", args=[exam.pk]), "u-")
    if role in {"work_officer", "prison_head"}:
        originals = Certificate.objects.for_user(user, "certification.hand_over").waiting_for_hand_over()
        for one in originals.order_by("pk")[:ORIGINALS]:
            sheet("hand_over", one, reverse("certification:hand-over", args=[one.pk]), "identity_check")
    return tasks


if __name__ == "__main__":
    sys.exit(main())
