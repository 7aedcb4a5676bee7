"""A simulated printer: front and back of a place land on one sheet, the sheet that the plan says, in every setting."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import pytest

from certification.choices import Duplex, TrayFace, TrayOrder
from certification.print_order import Pages, draws_highest_first, files, is_turned
from certification.sheet_plan import Segment, plan

SETTINGS = list(itertools.product(TrayOrder, TrayFace, Duplex))
PLACES = 5
TOP = 13562541


@dataclass
class Paper:
    serial: str
    front: int | None = None
    back: int | None = None
    front_is_up: bool = True


@dataclass(frozen=True)
class Profile:
    tray_order: str
    face: str
    duplex: str


@dataclass
class Printer:
    """Draws from one end of its tray and prints on the side that looks up, or down; auto prints the other side too."""

    profile: Profile
    tray: list[Paper] = field(default_factory=list)

    def lay(self, pile: list[Paper], *, turned: bool) -> None:
        """The pile as held, its first sheet on top; turned over, its last is on top and the backs look up."""
        self.tray = list(reversed(pile)) if turned else list(pile)
        for paper in self.tray:
            paper.front_is_up = not turned

    def draw(self) -> Paper:
        return self.tray.pop(0 if self.profile.tray_order == TrayOrder.TOP else -1)

    def put(self, paper: Paper, page: int, *, other_side: bool = False) -> None:
        looks_up = (self.profile.face == TrayFace.UP) != other_side
        if looks_up == paper.front_is_up:
            assert paper.front is None
            paper.front = page
        else:
            assert paper.back is None
            paper.back = page


def pile_of(count: int) -> list[Paper]:
    return [Paper(f"{TOP + n:08d}") for n in range(count)]


def printed(profile: Profile, papers: list[Paper]) -> list[Paper]:
    """The clerk prints every file of the run, and lays the pile each time as the page tells him."""
    printer = Printer(profile)
    for file in files(profile, range(1, len(papers) + 1)):
        printer.lay(sorted(papers, key=lambda paper: paper.serial), turned=is_turned(profile, file.pages))
        for place in file.places:
            paper = printer.draw()
            printer.put(paper, place)
            if file.pages is Pages.BOTH:
                printer.put(paper, place, other_side=True)
    return papers


@pytest.mark.parametrize(("tray", "face", "duplex"), SETTINGS)
def test_front_and_back_land_on_the_planned_sheet(tray, face, duplex):
    profile = Profile(tray, face, duplex)
    papers = printed(profile, pile_of(PLACES))
    planned = plan(
        [paper.serial for paper in papers],
        [Segment(1, f"{TOP:08d}")],
        PLACES,
        highest_first=draws_highest_first(profile),
    )
    assert {paper.front: paper.serial for paper in papers} == planned.serials
    assert all(paper.front == paper.back for paper in papers)


@pytest.mark.parametrize(("tray", "face", "duplex"), SETTINGS)
def test_after_a_jam_the_rest_lands_on_the_sheets_of_the_new_plan(tray, face, duplex):
    """The third sheet is eaten; the clerk takes it out, types the serial that is drawn next, prints the rest."""
    profile = Profile(tray, face, duplex)
    papers, printer = pile_of(PLACES + 1), Printer(profile)
    pile = papers[:PLACES]
    first, *more = files(profile, range(1, PLACES + 1))
    printer.lay(pile, turned=is_turned(profile, first.pages))
    for place in first.places[:2]:
        paper = printer.draw()
        printer.put(paper, place)
        if first.pages is Pages.BOTH:
            printer.put(paper, place, other_side=True)
    eaten = printer.draw()
    if not draws_highest_first(profile):
        # The pile goes on with the next sheet of the lot under it.
        papers[PLACES].front_is_up = pile[0].front_is_up
        printer.tray.insert(len(printer.tray) if tray == TrayOrder.TOP else 0, papers[PLACES])
    nearest = printer.tray[0 if tray == TrayOrder.TOP else -1]
    after = plan(
        [paper.serial for paper in papers],
        [Segment(1, f"{TOP:08d}"), Segment(3, nearest.serial)],
        PLACES,
        highest_first=draws_highest_first(profile),
    )
    places = list(after.serials)
    first, *more = files(profile, places, first=3)
    for place in first.places:
        paper = printer.draw()
        printer.put(paper, place)
        if first.pages is Pages.BOTH:
            printer.put(paper, place, other_side=True)
    good = [paper for paper in papers if paper.front is not None]
    for file in more:
        printer.lay(good, turned=is_turned(profile, file.pages))
        for place in file.places:
            printer.put(printer.draw(), place)
    assert {paper.front: paper.serial for paper in good} == after.serials
    assert all(paper.front == paper.back for paper in good)
    assert after.eaten == (eaten.serial,)
    assert after.left_over == ((PLACES,) if draws_highest_first(profile) else ())


@pytest.mark.parametrize("jammed", [1, 3, PLACES])
@pytest.mark.parametrize(("tray", "face"), list(itertools.product(TrayOrder, TrayFace)))
def test_after_a_jam_of_backs_the_rest_of_them_lands_behind_its_fronts(tray, face, jammed):
    """The sheet of one place is torn while its back is printed; the clerk lays what has no back yet."""
    profile = Profile(tray, face, Duplex.MANUAL)
    papers, printer = pile_of(PLACES), Printer(profile)
    fronts, backs = files(profile, range(1, PLACES + 1))
    printer.lay(papers, turned=is_turned(profile, Pages.FRONTS))
    for place in fronts.places:
        printer.put(printer.draw(), place)
    printer.lay(papers, turned=is_turned(profile, Pages.BACKS))
    for place in backs.places[: backs.places.index(jammed)]:
        printer.put(printer.draw(), place)
    torn = printer.draw()
    _fronts, rest = files(profile, range(1, PLACES + 1), backs_below=jammed)
    printer.lay(
        [paper for paper in papers if paper.back is None and paper is not torn], turned=is_turned(profile, Pages.BACKS)
    )
    for place in rest.places:
        printer.put(printer.draw(), place)
    assert (torn.front, torn.back) == (jammed, None)
    assert all(paper.front == paper.back for paper in papers if paper is not torn)
