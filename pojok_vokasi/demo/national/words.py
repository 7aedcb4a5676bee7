"""Invented names in the numbers that a country needs: common given names, and family names built from syllables."""

from __future__ import annotations

from functools import cache

from pojok_vokasi.demo import words

_FIRST = ("Wira", "Purwa", "Tirta", "Sang", "Weni", "Dhir", "Kart", "Mang", "Ranu", "Brah", "Adi", "Nata", "Sasmi",
          "Gunu", "Prala", "Tam", "Sanda", "Mari", "Lumi", "Danu", "Rawi", "Hasto", "Jatmi", "Pala", "Kusu", "Sido",
          "Taru", "Watu", "Banyu", "Sega", "Mandu", "Cema", "Panda", "Wuki")  # fmt: skip
_MIDDLE = ("dar", "wang", "ja", "go", "bang", "ga", "su", "gol", "pra", "man", "kar", "pra", "ta", "ra", "yu", "ring",
           "se", "bro", "na", "mu")  # fmt: skip
_LAST = ("sa", "ga", "ya", "ro", "ng", "pura", "bra", "lo", "wan", "to", "so", "ba", "yan", "ri", "jaya", "karang")

MEN, WOMEN = tuple(words.MEN), tuple(words.WOMEN)
FATHERS = tuple(words.FATHERS)
NICKNAMES = tuple(words.NICKNAMES)
INTERESTS = tuple(words.INTERESTS)
FOREIGN_GIVEN = ("Tunde", "Arvid", "Somsak", "Nguza", "Piotr", "Lien", "Mateus", "Oluwa")
FOREIGN_FAMILY = ("Makoradi", "Lindqvaar", "Phetrawong", "Bantari", "Zelinkova", "Trandoc", "Ferraldo", "Adebiyan")


@cache
def families() -> tuple[str, ...]:
    """Some thousand names that no family is known by."""
    built = (f"{a}{b}{c}" for a in _FIRST for b in _MIDDLE[:12] for c in _LAST[:8])
    return tuple(dict.fromkeys([*words.FAMILIES, *built]))
