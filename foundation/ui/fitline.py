"""Time drawn to scale: where training, certificate and release of one person lie. Pure geometry, no request, no ORM."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

FIT_WIDTH = 216
FIT_HEIGHT = 26
LIFE_WIDTH = 1060
LIFE_PAD = 12
CHAR = 6.4  # mean width of a character of the label type, in drawing units
TONES = frozenset({"ok", "warn", "bad", "mut"})

Date = datetime.date


@dataclass(frozen=True)
class FitLine:
    """What a fit line shows, from `start` to `end`; whatever is unknown is None and is not drawn.

    `release_tone`: ok (with margin), warn (tight or any day), bad (too late), mut (unknown basis).
    """

    start: Date
    end: Date
    training_from: Date | None = None
    training_until: Date | None = None
    certificate_on: Date | None = None
    earliest_release: Date | None = None
    release_tone: str = "ok"
    expiry: Date | None = None
    today: Date | None = None


def place(on: Date, start: Date, end: Date, width: float = FIT_WIDTH) -> float:
    """Where a day lies between `start` (0) and `end` (`width`); days outside are held at the edge."""
    span = (end - start).days or 1
    return round(min(max((on - start).days / span, 0.0), 1.0) * width, 1)


@dataclass(frozen=True)
class FitDrawing:
    """Numbers for the template, in drawing units."""

    training_x: float | None
    training_width: float
    ring_x: float | None
    release_x: float | None
    release_tone: str
    expiry_x: float | None
    today_x: float | None


def draw_fit(line: FitLine) -> FitDrawing:
    def at(on: Date | None) -> float | None:
        return None if on is None else place(on, line.start, line.end)

    if line.training_from is not None and line.training_until is not None:
        left = place(line.training_from, line.start, line.end)
        # A class of a week stays visible on a line of years.
        width = max(place(line.training_until, line.start, line.end) - left, 4.0)
    else:
        left, width = None, 0.0
    return FitDrawing(
        training_x=left,
        training_width=round(width, 1),
        ring_x=at(line.certificate_on),
        release_x=at(line.earliest_release),
        release_tone=line.release_tone if line.release_tone in TONES else "mut",
        expiry_x=at(line.expiry),
        today_x=at(line.today),
    )


@dataclass(frozen=True)
class Period:
    """A bar over the life line: a class, past (pale) or planned (full)."""

    label: str
    start: Date
    end: Date
    planned: bool = False


@dataclass(frozen=True)
class Mark:
    """A day on the life line. `kind`: tick, ring, release or expiry; `tone` (ok, warn, bad, gold) colours it."""

    label: str
    on: Date
    kind: str = "tick"
    tone: str = "ink"


@dataclass(frozen=True)
class LifeLine:
    """One stay from `start` to `end` with its classes (`periods`), its days (`marks`) and today."""

    start: Date
    end: Date
    today: Date
    periods: tuple[Period, ...] = ()
    marks: tuple[Mark, ...] = ()
    start_label: str = ""


@dataclass(frozen=True)
class Label:
    text: str
    x: float
    y: float
    anchor: str
    tone: str


@dataclass(frozen=True)
class Shape:
    kind: str
    x: float
    width: float = 0.0
    tone: str = "ink"


@dataclass(frozen=True)
class LifeDrawing:
    width: float
    height: float
    axis_y: float
    today_x: float
    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]


@dataclass
class _Rows:
    """Puts labels into the first row where they touch nothing; rows go away from the axis."""

    first_y: float
    step: float
    taken: list[list[tuple[float, float]]] = field(default_factory=lambda: [[]])

    def block(self, left: float, right: float) -> None:
        """Keep labels of the first row off a stroke that reaches into it."""
        self.taken[0].append((left, right))

    def put(self, text: str, x: float, tone: str) -> Label:
        half = len(text) * CHAR / 2 + 4
        centre = min(max(x, half), LIFE_WIDTH - half)
        left, right = centre - half, centre + half
        number = next(
            (n for n, row in enumerate(self.taken) if all(right <= a or left >= b for a, b in row)), len(self.taken)
        )
        if number == len(self.taken):
            self.taken.append([])
        self.taken[number].append((left, right))
        return Label(text, round(centre, 1), self.first_y + number * self.step, "middle", tone)


BAND = -26.0  # centre of bars and rings over the axis
INSIDE = BAND + 4
STROKE = 7.0
KINDS = ("now", "tick", "release", "expiry", "ring")


def draw_life(line: LifeLine) -> LifeDrawing:
    """Bars and ring above the axis, ticks and release below; no two labels overlap, each stands near its day."""

    def at(on: Date) -> float:
        return round(LIFE_PAD + place(on, line.start, line.end, LIFE_WIDTH - 2 * LIFE_PAD), 1)

    banded = bool(line.periods) or any(mark.kind == "ring" for mark in line.marks)
    above, below = _Rows(BAND - 16, -18.0), _Rows(27.0, 17.0)
    shapes: list[Shape] = []
    labels: list[Label] = []
    for period in sorted(line.periods, key=lambda each: each.start):
        left = at(period.start)
        width = max(round(at(period.end) - left, 1), 6.0)
        shapes.append(Shape("planned" if period.planned else "period", left, width))
        if len(period.label) * CHAR + 8 <= width:
            tone = "white" if period.planned else "ink"
            labels.append(Label(period.label, round(left + width / 2, 1), INSIDE, "middle", tone))
        else:
            labels.append(above.put(period.label, left + width / 2, "ink"))
    marks = (*line.marks, Mark(_("Hari ini"), line.today, "now"))
    for mark in marks:
        if mark.kind in {"release", "expiry"}:
            below.block(at(mark.on) - STROKE, at(mark.on) + STROKE)
    for mark in sorted(marks, key=lambda each: (KINDS.index(each.kind), each.on)):
        shapes.append(Shape(mark.kind, at(mark.on), tone=mark.tone))
        tone = "ink" if mark.kind == "now" else "quiet" if mark.tone == "ink" else mark.tone
        labels.append((above if mark.kind == "ring" else below).put(mark.label, at(mark.on), tone))
    if line.start_label:
        labels.append(below.put(line.start_label, at(line.start), "quiet"))
    highest = min((label.y for label in labels), default=0.0)
    axis = round(max(-highest + 16, 46.0 if banded else 26.0), 1)
    return LifeDrawing(
        width=LIFE_WIDTH,
        height=round(axis + 10 + max(label.y for label in labels), 1),
        axis_y=axis,
        today_x=at(line.today),
        shapes=tuple(shapes),
        labels=tuple(replace(label, y=round(axis + label.y, 1)) for label in labels),
    )
