"""A person's own file as PDF: all that is kept, section by section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from certification.rendering.fact_words import facts_in_words
from certification.rendering.press import press

# What stands side by side on A4 without becoming a column of single words.
MOST_COLUMNS = 7
MOST_LETTERS = 112
WRAPS_AT = 32
# A date with its time, which stays on one line.
SHORT = 16


@dataclass(frozen=True)
class Line:
    """A label with its text, or with the facts of a certificate spelt out as lines of their own."""

    label: str
    text: str
    facts: list[tuple[str, str]]


@dataclass(frozen=True)
class _Shown:
    """A section as a list under one head (`heads`, `lines`), or each row by itself (`rows`)."""

    title: str
    heads: list[str] = field(default_factory=list)
    lines: list[list[tuple[str, bool]]] = field(default_factory=list)
    rows: list[list[Line]] = field(default_factory=list)


def render_subject_file(content: Mapping[str, Any]) -> bytes:
    """A4, as many pages as it takes; raises RenderRefused."""
    sections = [_shown(section["title"], section["rows"]) for section in content["sections"]]
    return press("subject.html", {"content": content, "sections": sections}, identifier=f"data-{content['request']}")


def in_lines(row: Sequence[Sequence[Any]]) -> list[Line]:
    """A row as lines."""
    return [
        Line(label, "", facts_in_words(value)) if isinstance(value, Mapping) else Line(label, value, [])
        for label, value in row
    ]


def _shown(title: str, rows: Sequence[Sequence[Sequence[Any]]]) -> _Shown:
    heads = list(dict.fromkeys(label for row in rows for label, _value in row))
    told = [dict(map(tuple, row)) for row in rows]
    plain = all(isinstance(value, str) for row in told for value in row.values())
    if len(rows) > 1 and plain and len(heads) <= MOST_COLUMNS:
        widest = [max(len(head), *(min(len(row.get(head, "")), WRAPS_AT) for row in told)) for head in heads]
        if sum(widest) <= MOST_LETTERS:
            short = {head for head in heads if all(len(row.get(head, "")) <= SHORT for row in told)}
            lines = [[(row.get(head, ""), head in short) for head in heads] for row in told]
            return _Shown(title, heads, lines)
    return _Shown(title, rows=[in_lines(row) for row in rows])
