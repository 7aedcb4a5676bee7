"""What must hold in the registry; `check_invariants` on the roof asks."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q

from foundation.collect import Invariant
from lapas import names, register, release
from lapas.models import DateFact, Inmate, InmateMerge, PrisonPosting, RegisterNumber
from lapas.parts import all_parts

CHUNK = 2000


def checks() -> list[Invariant]:
    return [
        Invariant("lapas.one_prison", "Nobody is in two prisons: an open register number is of the own one", _places),
        Invariant("lapas.closed", "Nobody is in the hands of a closed prison, and no desk there holds", _closed),
        Invariant("lapas.register_number", "The register number shown is the open one of the history", _numbers),
        Invariant("lapas.earliest_release", "The stored earliest release is the one chosen among the dates", _releases),
        Invariant("lapas.search_key", "The search key folds the name and number as they are now", _search_keys),
        Invariant(
            "lapas.merged", "A merged row has one open merge and holds no row that did not stay on purpose", _merged
        ),
        Invariant("lapas.one_nik", "A NIK belongs to one person, and is sealed wherever it is indexed", _identities),
    ]


def _places() -> Iterator[str]:
    elsewhere = RegisterNumber.objects.filter(until_date__isnull=True).exclude(prison=F("inmate__prison"))
    for number in elsewhere.values_list("inmate_id", "prison__code"):
        yield f"inmate {number[0]} has an open register number in prison {number[1]}, which is not the person's"
    twice = (
        RegisterNumber.objects.filter(until_date__isnull=True)
        .order_by()
        .values("inmate_id")
        .annotate(count=Count("pk"))
        .filter(count__gt=1)
    )
    for row in twice:
        yield f"inmate {row['inmate_id']} has {row['count']} open register numbers"


def _closed() -> Iterator[str]:
    there = Inmate.objects.present().filter(prison__is_active=False)
    for pk, code in there.values_list("pk", "prison__code"):
        yield f"inmate {pk} is in prison {code}, which is closed"
    held = PrisonPosting.objects.filter(
        Q(until_date__isnull=True) | Q(until_date__gt=F("prison__closed_on")), prison__closed_on__isnull=False
    )
    for pk, code in held.values_list("pk", "prison__code"):
        yield f"posting {pk} goes on in prison {code}, which is closed"


def _numbers() -> Iterator[str]:
    open_numbers = RegisterNumber.objects.filter(until_date__isnull=True)
    wrong = open_numbers.exclude(number=F("inmate__register_number"))
    for inmate_id in wrong.values_list("inmate_id", flat=True):
        yield f"inmate {inmate_id} shows another register number than the open one"
    bare = Inmate.objects.unmerged().filter(~Exists(open_numbers.filter(inmate=OuterRef("pk")))).order_by()
    for inmate_id in bare.values_list("pk", flat=True):
        yield f"inmate {inmate_id} has no open register number"
    for number in open_numbers.iterator(CHUNK):
        if number.normalised != register.normalise(number.number):
            yield f"register number {number.pk} is not normalised"


def _releases() -> Iterator[str]:
    given: dict[int, dict[str, datetime.date]] = defaultdict(dict)
    for inmate_id, kind, date in DateFact.objects.current().order_by().values_list("inmate_id", "kind", "date"):
        given[inmate_id][kind] = date
    stored = Inmate.objects.order_by("pk").values_list(
        "pk", "earliest_release", "earliest_release_basis", "expiry", "two_thirds_unknown"
    )
    for pk, *kept in stored.iterator(CHUNK):
        chosen = release.choose(given.get(pk, {}))
        if kept != [chosen.date, chosen.basis, chosen.expiry, chosen.two_thirds_unknown]:
            yield f"inmate {pk} stores another earliest release than the dates give"


def _search_keys() -> Iterator[str]:
    columns = ("pk", "search_key", "name", "patronymic", "alias", "register_number")
    for pk, key, name, patronymic, alias, number in Inmate.objects.order_by("pk").values_list(*columns).iterator(CHUNK):
        if key != names.search_key_of(name=name, patronymic=patronymic, alias=alias, register_number=number):
            yield f"inmate {pk} has a search key of another name or number"


def _merged() -> Iterator[str]:
    open_merges = {merge.folded_id: merge for merge in InmateMerge.objects.filter(undone_at__isnull=True)}
    merged = dict(Inmate.objects.filter(merged_into__isnull=False).order_by("pk").values_list("pk", "merged_into_id"))
    for pk in sorted(merged.keys() ^ open_merges.keys()):
        yield f"inmate {pk} is merged without an open merge, or has an open merge without being merged"
    for part in all_parts():
        for pk, inmate_id in part.model._default_manager.filter(inmate__in=merged).values_list("pk", "inmate_id"):
            merge = open_merges.get(inmate_id)
            if merge is None or pk not in merge.rows.get(part.code, {}).get("stayed", []):
                yield f"{part.code} {pk} hangs on inmate {inmate_id}, who was merged into {merged[inmate_id]}"


def _identities() -> Iterator[str]:
    half = Inmate.objects.filter(Q(nik_index__isnull=True) ^ Q(nik_cipher=""))
    for pk in half.values_list("pk", flat=True):
        yield f"inmate {pk} has an index without a sealed NIK, or the other way round"
    twice = (
        Inmate.objects.filter(nik_index__isnull=False)
        .order_by()
        .values("nik_index")
        .annotate(count=Count("pk"))
        .filter(count__gt=1)
    )
    for row in twice:
        yield f"{row['count']} people have one and the same NIK"
