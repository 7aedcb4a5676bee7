"""What the people of the load bench do, and what is left of it.

`python -m benchmarks.load.desks take N` gives accounts with their pages, `… check FILE` compares a journal.
Runs inside of the portal's settings; the visitors know nothing but addresses.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

# Of ten people: the desks of a prison work most.
SHARES = {"registry_officer": 4, "work_officer": 3, "lsp_officer": 1, "instructor": 1, "prison_head": 1}
ROWS = 12


def main() -> int:
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    take = commands.add_parser("take")
    take.add_argument("number", type=int)
    check = commands.add_parser("check")
    check.add_argument("journal", type=Path)
    given = parser.parse_args()
    django.setup()
    told = desks(given.number) if given.command == "take" else compare(given.journal)
    print(json.dumps(told))
    return 0


def desks(number: int) -> list[dict[str, Any]]:
    """So many accounts with the pages that they open; where a role has too few accounts, some are taken twice."""
    found = {role: list(itertools.islice(_accounts(role), number)) for role in SHARES}
    turns = [role for role, share in SHARES.items() for _one in range(share) if found[role]]
    taken = {role: itertools.cycle(accounts) for role, accounts in found.items() if accounts}
    return [next(taken[role]) for role in itertools.islice(itertools.cycle(turns), number)]


def _accounts(role: str) -> Iterator[dict[str, Any]]:
    """Accounts of a role with rows to open; somebody with two postings is left out, whose form asks for the prison."""
    from foundation.accounts.demo import DEMO_PASSWORD
    from foundation.accounts.models import User
    from foundation.accounts.postings import all_held

    for user in User.objects.filter(is_active=True).order_by("pk").iterator():
        held = all_held(user)
        if len(held) == 1 and held[0].role == role:
            reads = _reads(user, role)
            if len(reads) > 1:
                desk = {"username": user.staff_number, "password": DEMO_PASSWORD, "role": role, "reads": reads}
                yield {**desk, "writes": role in {"registry_officer", "prison_head"}}


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
        "work_officer": [*home, *inmates, *classes, reverse("training:hearing-list")],
        "lsp_officer": [*home, *certificates, reverse("certification:exam-list"), reverse("certification:print-list")],
        "instructor": [*home, *classes],
    }[role]


def compare(journal: Path) -> dict[str, int]:
    """The journal kept outside against the database: acknowledged writes that are missing or there twice."""
    from collections import Counter

    from lapas.models import RegisterNumber

    numbers = [json.loads(line) for line in journal.read_text().splitlines()]
    acknowledged = [one["number"] for one in numbers if one["acknowledged"]]
    stored: Counter[str] = Counter(
        RegisterNumber.objects.filter(number__in=[one["number"] for one in numbers]).values_list("number", flat=True)
    )
    return {
        "acknowledged": len(acknowledged),
        "lost": sum(not stored[number] for number in acknowledged),
        "doubled": sum(count > 1 for count in stored.values()),
        "unacknowledged": len(numbers) - len(acknowledged),
    }


if __name__ == "__main__":
    sys.exit(main())
