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
from collections import defaultdict
from collections.abc import Sequence
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
    accounts, taken = _accounts(), set[str]()
    # Instructors first, who have nothing else to write than what the officers may type for them.
    order = sorted(SHARES, key=lambda role: role != "instructor")
    found = {role: _desks_of(role, accounts[role], wanted[role], taken) for role in order}
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


def _desks_of(role: str, accounts: Sequence[Any], wanted: int, taken: set[str]) -> list[Desk]:
    """Desks of the role with pages to open, out of some three times as many accounts as are wanted; each with the
    tasks that nobody has `taken` before."""
    found: list[Desk] = []
    for user in accounts[: 3 * wanted + len(KNOWN)]:
        if len(reads := _reads(user, role)) > 1:
            tasks = [task for task in _tasks(user, role) if task["key"] not in taken]
            taken |= {task["key"] for task in tasks}
            adds = role in {"registry_officer", "prison_head"}
            found.append({"username": user.staff_number, "role": role, "reads": reads, "tasks": tasks, "adds": adds})
        if sum(bool(desk["tasks"]) for desk in found) >= wanted:
            break
    return found


def _accounts() -> dict[str, list[Any]]:
    """Accounts by role: the known ones, then everybody as drawn; nobody with two postings, whose form asks for the
    prison. Instructors and assessors have as many as they have classes and exams."""
    from foundation import clock
    from foundation.accounts.models import User
    from foundation.accounts.postings import posting_models

    held: dict[int, list[str]] = defaultdict(list)
    for model in posting_models():
        current: Any = model.objects.current(clock.today()).filter(role__in=model.ROLES)
        for person, role in current.order_by().values_list("person_id", "role"):
            held[person].append(role)
    users = list(User.objects.filter(is_active=True).order_by("pk"))
    random.Random(1).shuffle(users)
    users.sort(key=lambda user: user.staff_number not in KNOWN)
    found: dict[str, list[Any]] = {role: [] for role in SHARES}
    for user in users:
        roles = held[user.person_id]
        if len(roles) == 1 or set(roles) == {"instructor"}:
            if roles[0] in found:
                found[roles[0]].append(user)
    return found


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
