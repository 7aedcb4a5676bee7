"""Sentences about who may not assess or decide on whom: per candidate and scheme, by person (DOMAIN §5.3).

The database holds the rule (`training.Involvement` knows one capacity per person, candidate and scheme) and
`training.services.involvement` asks it; here the answer becomes words for an LSP officer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from foundation.accounts.models import Person
from lapas.models import Inmate
from training.choices import Capacity
from training.models import Scheme

# (person id, inmate id) → the capacity that stands in the way, as `training.services.involvement.ties` gives it.
Ties = Mapping[tuple[int, int], str]

NAMED = 3


def did(capacity: str) -> str:
    """What the person did with the candidate, as a verb."""
    verbs = {Capacity.TRAINED: _("melatih"), Capacity.ASSESSED: _("menguji"), Capacity.DECIDED: _("memutuskan hasil")}
    return verbs[Capacity(capacity)]


def sentences(
    *, found: Ties, inmates: Mapping[int, Inmate], people: Mapping[int, Person], scheme: Scheme, consequence: Any
) -> list[str]:
    """One sentence per person and capacity: whom he trained, assessed or decided on, and what he may not do now."""
    grouped: dict[tuple[int, str], list[str]] = {}
    for (person, inmate), capacity in found.items():
        grouped.setdefault((person, capacity), []).append(str(inmates[inmate]))
    return [
        _("%(person)s %(did)s %(names)s (%(scheme)s), jadi %(consequence)s.")
        % {
            "person": people[person],
            "did": did(capacity),
            "names": enumerated(sorted(names)),
            "scheme": scheme,
            "consequence": consequence,
        }
        for (person, capacity), names in grouped.items()
    ]


def enumerated(names: Collection[str]) -> str:
    """“A, B dan C”, or the first three and how many more."""
    shown = list(names)[:NAMED]
    if more := len(names) - len(shown):
        return _("%(names)s dan %(more)d orang lain") % {"names": ", ".join(shown), "more": more}
    return _("%(names)s dan %(last)s") % {"names": ", ".join(shown[:-1]), "last": shown[-1]} if shown[1:] else shown[0]
