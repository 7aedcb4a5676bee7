"""Time drawn to scale: where training, certificate and release of one person lie. Pure geometry, no request, no ORM."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

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
    """A day on the life line. `kind`: tick, ring, release, expiry or now; `tone` colours ring and release."""

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
    y: float
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
    """Puts labels into the first row where they touch no earlier one; rows go away from the axis."""

    first_y: float
    step: float
    taken: list[list[tuple[float, float]]] = field(default_factory=list)

    def put(self, text: str, x: float, tone: str) -> Label:
        half = len(text) * CHAR / 2 + 4
        centre = min(max(x, half), LIFE_WIDTH - half)
        left, right = centre - half, centre + half
        for number, row in enumerate(self.taken):
            if all(right <= a or left >= b for a, b in row):
                row.append((left, right))
                return Label(text, round(centre, 1), self.first_y + number * self.step, "middle", tone)
        self.taken.append([(left, right)])
        return Label(text, round(centre, 1), self.first_y + (len(self.taken) - 1) * self.step, "middle", tone)


def draw_life(line: LifeLine) -> LifeDrawing:
    """Bars and ring above the axis, ticks and release below; no two labels overlap, each stands near its day."""

    def at(on: Date) -> float:
        return round(LIFE_PAD + place(on, line.start, line.end, LIFE_WIDTH - 2 * LIFE_PAD), 1)

    above, below = _Rows(-16.0, -18.0), _Rows(26.0, 18.0)
    shapes: list[Shape] = []
    labels: list[Label] = []
    for period in sorted(line.periods, key=lambda p: p.start):
        left, right = at(period.start), at(period.end)
        shapes.append(Shape("planned" if period.planned else "period", left, 0, max(right - left, 6.0)))
        labels.append(above.put(period.label, (left + right) / 2, "ink" if period.planned else "quiet"))
    if line.start_label:
        labels.append(below.put(line.start_label, at(line.start), "quiet"))
    now = Mark("Hari ini", line.today, "now")
    order = {"now": 0, "release": 1, "expiry": 2}
    for mark in sorted((*line.marks, now), key=lambda m: (order.get(m.kind, 3), m.on)):
        x = at(mark.on)
        shapes.append(Shape(mark.kind, x, 0, tone=mark.tone))
        side = above if mark.kind == "ring" else below
        labels.append(
            side.put(mark.label, x, "ink" if mark.kind == "now" else mark.tone if mark.tone != "ink" else "quiet")
        )
    bars = 22.0 if any(s.kind in {"period", "planned", "ring"} for s in shapes) else 0.0
    axis = 18.0 * max(len(above.taken), 0) + bars + 26.0
    height = axis + 30.0 + 18.0 * max(len(below.taken), 1)
    return LifeDrawing(
        width=LIFE_WIDTH,
        height=height,
        axis_y=axis,
        today_x=at(line.today),
        shapes=tuple(
            Shape(s.kind, s.x, axis - bars - 12.0 if s.kind in {"period", "planned"} else axis, s.width, s.tone)
            for s in shapes
        ),
        labels=tuple(
            Label(
                each.text,
                each.x,
                round(axis - bars + each.y if each.y < 0 else axis + each.y, 1),
                each.anchor,
                each.tone,
            )
            for each in labels
        ),
    )
