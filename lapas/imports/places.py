"""Which prison a cell of a sheet names: "Lapas Klas II A Semarang" and "LEMBAGA PEMASYARAKATAN KELAS IIA SEMARANG"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from lapas.imports import fields

_SHORT = (
    ("lembaga pembinaan khusus anak", "lpka"),
    ("lembaga penempatan anak sementara", "lpas"),
    ("lembaga pemasyarakatan", "lapas"),
    ("rumah tahanan negara", "rutan"),
    ("rumah tahanan", "rutan"),
    ("cabang rutan", "cabrutan"),
    ("klas", "kelas"),
    ("lp", "lapas"),
)
_CLASS = re.compile(r"\bkelas (?:(iii|ii|i|3|2|1) ?([ab])?)(?= |$)")
_ROMAN = {"1": "i", "2": "ii", "3": "iii"}


@dataclass
class Places:
    """The names of all prisons, to find the one that a cell means; `own` is the prison whose sheet it is."""

    own: int
    names: dict[int, str] = field(default_factory=dict)
    _meant: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    # A sheet says the same few names in every row.
    _asked: dict[str, set[int]] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, own: int, prisons: Iterable[tuple[int, str, str, str]]) -> Places:
        """`prisons`: key, name, other name, and former names a line each."""
        places = cls(own)
        for key, name, alias, former in prisons:
            places.names[key] = name
            kind = name.partition(" ")[0]
            for each in (name, alias, f"{kind} {alias}" if alias else "", *former.splitlines()):
                for said in _readings(each):
                    places._meant[said].add(key)
        return places

    def is_new(self, text: str) -> bool:
        """Whether nobody asked for this text before."""
        return text not in self._asked

    def meant(self, text: str) -> set[int]:
        """Every prison that the text may mean: by its full name, or where that is nobody's, without the class."""
        if text not in self._asked:
            full, *bare = _readings(text) or [""]
            exact = self._meant.get(full, set())
            self._asked[text] = exact or {key for one in bare for key in self._meant.get(one, ())}
        return self._asked[text]


def _readings(text: str) -> list[str]:
    """The words in one order, with the class and without."""
    said = f" {fields.fold(text)} "
    for long, short in _SHORT:
        said = said.replace(f" {long} ", f" {short} ")
    said = _CLASS.sub(lambda found: f"kelas {_ROMAN.get(found[1], found[1])}{found[2] or ''}", said.strip())
    words = said.split()
    if not words:
        return []
    bare = _CLASS.sub("", said).split()
    full, rest = " ".join(sorted(words)), " ".join(sorted(bare))
    return [full] if rest in {full, ""} else [full, rest]
