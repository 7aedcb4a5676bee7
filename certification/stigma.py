"""Words that tell of custody, found as whole words: none of them may stand on a certificate or a public page.

The list is data (`stigma_words.txt`), so that a word more is a line more. Names of issuers, signatories, schemes and
TUK documents are refused when they are registered; the renderer looks once more at every page that it makes.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

WORD_LIST = Path(__file__).with_name("stigma_words.txt")


@cache
def words() -> tuple[str, ...]:
    """The list, lower case, longest first, so that *warga binaan* is told before *binaan*."""
    lines = (line.strip().lower() for line in WORD_LIST.read_text(encoding="utf-8").splitlines())
    return tuple(sorted({line for line in lines if line and not line.startswith("#")}, key=lambda w: (-len(w), w)))


@cache
def _pattern() -> re.Pattern[str]:
    # Bounded by whatever is not a letter: digits and underscores end a word too, as in `LPKA2` or `lapas_a`.
    alternatives = "|".join(r"[\W\d_]+".join(map(re.escape, word.split())) for word in words())
    return re.compile(rf"(?<![^\W\d_])(?:{alternatives})(?![^\W\d_])")


@cache
def _any_part() -> re.Pattern[str]:
    """Any part of any word, wherever it stands: where none is, the exact search finds nothing either."""
    return re.compile("|".join(sorted({re.escape(part) for word in words() for part in word.split()})))


def _plain(text: str) -> str:
    """Lower case, without look-alike widths and invisible characters, so that a word cannot hide behind them."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_VISIBLE)


class _Visible(dict[int, int | None]):
    """For `str.translate`: leaves out what is invisible; each character is looked up once in the life of a process."""

    def __missing__(self, character: int) -> int | None:
        invisible = unicodedata.category(chr(character)) == "Cf"
        self[character] = None if invisible else character
        return self[character]


_VISIBLE = _Visible()


def found_in(text: str, *, holder: str = "") -> list[str]:
    """The words of the list that `text` holds, as written there (lower case), each once, in order of appearance.

    `holder` is the name of the certificate's holder: where it stands in the text it is left out of the search.
    """
    plain = _plain(text)
    if not _any_part().search(plain):
        return []
    if name := _plain(holder).strip():
        between = r"\s+".join(map(re.escape, name.split()))
        plain = re.sub(rf"(?<!\w){between}(?!\w)", "\N{FULL STOP}", plain)
    return list(dict.fromkeys(re.sub(r"[\W\d_]+", " ", match.group()) for match in _pattern().finditer(plain)))
