"""How names are taken apart and folded, so that spelling variants meet. Folding suggests; it never merges."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from lapas import register

SEARCH_KEY_LENGTH = 500

_PATRONYMIC = re.compile(r"\s(?:bin|binti|bt\.?|bti\.?)\s+", re.IGNORECASE)
_ALIAS = re.compile(r"\s(?:alias|als\.?|a\.?k\.?a\.?|@)\s*[:.]?\s+|\s+@\s*", re.IGNORECASE)
_MARKS = re.compile(r"['’‘`´ʼ.\"]")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
# What words are made of in any script: letters, numbers, and the marks that vowels are in some.
_WORD_SIGNS = frozenset("LNM")
_DOUBLE = re.compile(r"([a-z])\1+")
_OLD_SPELLING = (("oe", "u"), ("dj", "j"), ("tj", "c"))
_MUH = re.compile(r"^m[ou]c?h")
_MUHAMMAD = frozenset({"muh", "muhd", "mohd", "md", "muhamad", "muhamat", "muhamed", "muhammad", "muhamd"})


@dataclass(frozen=True)
class NameParts:
    """A written name taken apart; what was not written is empty."""

    name: str
    patronymic: str = ""
    alias: str = ""


def tidy(text: str) -> str:
    """The text in one Unicode form, with single spaces and nothing at the ends."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


def split(text: str) -> NameParts:
    """Take "X bin Y alias Z" apart, in whatever order bin and alias come; a name never becomes empty by it."""
    whole = tidy(text)
    name, alias = _cut(whole, _ALIAS)
    name, patronymic = _cut(name, _PATRONYMIC)
    if alias and not patronymic:
        alias, patronymic = _cut(alias, _PATRONYMIC)
    return NameParts(name=name, patronymic=patronymic, alias=alias)


def _cut(text: str, mark: re.Pattern[str]) -> tuple[str, str]:
    parts = mark.split(text, maxsplit=1)
    if len(parts) == 2 and parts[0].strip() and parts[1].strip():
        return parts[0].strip(" ,"), parts[1].strip(" ,")
    return text, ""


def words_of(text: str) -> list[str]:
    """The words in lower case, without accents, apostrophes and punctuation."""
    plain = _MARKS.sub("", text.casefold())
    if plain.isascii():
        return _NOT_A_WORD.sub(" ", plain).split()
    plain = unicodedata.normalize("NFKD", plain).casefold()
    # Not only a to z: a name in another script would fold to nothing, and be nobody's and everybody's.
    signs = (sign for sign in _MARKS.sub("", plain) if not unicodedata.combining(sign))
    return "".join(sign if unicodedata.category(sign)[0] in _WORD_SIGNS else " " for sign in signs).split()


@lru_cache(maxsize=16_384)
def fold_word(word: str) -> str:
    """One word of `words_of` in its folded spelling; a word with a digit is a number and stays as it is."""
    if any(sign.isdigit() for sign in word):
        return word
    before = ""
    while before != word:
        before = word
        word = _DOUBLE.sub(r"\1", word)
        for old, new in _OLD_SPELLING:
            word = word.replace(old, new)
    word = _MUH.sub("muh", word)
    return "muhamad" if word in _MUHAMMAD else word


def fold(text: str) -> str:
    """The name in the spelling under which variants meet: Moh./Muhammad, oe/u, dj/j, tj/c, double letters, case."""
    return " ".join(fold_word(word) for word in words_of(text))


def search_key_of(*, name: str, patronymic: str = "", alias: str = "", register_number: str = "") -> str:
    """What the list searches in: folded name, bin/binti and alias, then the register number without punctuation."""
    number = register.normalise(register_number).lower()
    parts = [part for part in (fold(name), fold(patronymic), fold(alias)) if part]
    room = SEARCH_KEY_LENGTH - len(number) - 1
    return f"{' '.join(parts)[:room]} {number}".strip()


def search_words(text: str) -> list[tuple[str, ...]]:
    """Each typed word as the spellings to look for in a search key: folded, and as typed for half-written words.

    A register number typed with dots, slashes and dashes stays one word, so that "0421/2023" hits "B.I 0421/2023".
    """
    found = []
    for typed in text.split():
        words = words_of(typed)
        if any(sign.isdigit() for sign in typed):
            words = ["".join(words)]
        found += [tuple(dict.fromkeys((fold_word(word), word))) for word in words if word]
    return found
