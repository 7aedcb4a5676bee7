"""In which order a printer must be given pages, so that front and back of one person land on one sheet.

The clerk holds the pile with the fronts towards him, the lowest serial on top, counts off exactly as many sheets as the
run has places, and lays it so that the wanted side looks where this printer prints. Turning the pile over turns its
order round, and some printers draw the lowest sheet of the tray first: both together decide which serial comes first.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from certification.choices import Duplex, TrayFace, TrayOrder


class Feeding(Protocol):
    """What a printer's profile says about its tray."""

    @property
    def tray_order(self) -> str: ...
    @property
    def face(self) -> str: ...
    @property
    def duplex(self) -> str: ...


class Pages(enum.Enum):
    BOTH = "both"
    FRONTS = "fronts"
    BACKS = "backs"


@dataclass(frozen=True)
class PrintFile:
    """One file to be sent to the printer: which pages of which places of the run, in this order."""

    pages: Pages
    places: tuple[int, ...]


def is_turned(feeding: Feeding, pages: Pages) -> bool:
    """Whether the pile, held front up, is turned over before it is laid into the tray."""
    wants_front = pages is not Pages.BACKS
    return wants_front != (feeding.face == TrayFace.UP)


def draws_highest_first(feeding: Feeding, pages: Pages = Pages.BOTH) -> bool:
    """Whether the sheet with the highest serial goes through the printer first."""
    return is_turned(feeding, pages) == (feeding.tray_order == TrayOrder.TOP)


def files(feeding: Feeding, places: Sequence[int], first: int = 1, backs_below: int | None = None) -> list[PrintFile]:
    """The files of a run whose places are numbered as fronts are drawn, from place `first` on after a jam.

    The backs of a manual printer hold every place: they are printed once all fronts are done, with the pile turned
    over, so in the opposite order. When one of them jams, `backs_below` is its place: the rest are those below it.
    """
    rest = tuple(place for place in places if place >= first)
    if feeding.duplex == Duplex.AUTO:
        return [PrintFile(Pages.BOTH, rest)]
    backs = [place for place in places if backs_below is None or place < backs_below]
    return [PrintFile(Pages.FRONTS, rest), PrintFile(Pages.BACKS, tuple(reversed(backs)))]
