"""What became of the originals: printed, packed, in the box, in the hand of the holder, fetched after the release."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence

from certification.choices import IdentityCheck, PickupPlace, PlanState, SheetStatus, Wish
from certification.models import Ceremony, Certificate, CounterAttempt, HandOver, PickupPlan
from foundation.accounts.choices import Role
from pojok_vokasi.demo.national.classes import Course, Place
from pojok_vokasi.demo.national.exams import Meeting
from pojok_vokasi.demo.national.nation import Nation
from pojok_vokasi.demo.national.packages import Packages, Story, odd_place
from pojok_vokasi.demo.national.printing import Printing
from pojok_vokasi.demo.national.sizes import chance
from pojok_vokasi.demo.national.states import Given, States, Wanted
from pojok_vokasi.demo.national.trail import Trail

# Days from the number to each step.
PRINTED, SIGNED, SENT, ARRIVED, READY, HANDED = 10, 13, 15, 19, 21, 24
STILL_IN_THE_BOX, IN_A_CEREMONY = 0.06, 0.6
# A paper that was replaced is printed anew and handed over at the LSP's counter after so many days.
ANEW = 35
LEFT_OVER, LEFT_OVER_SINCE = 4, 500
SLIP = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
# Of those who left without it: who said nothing, and where the others fetch it.
LATER: tuple[tuple[float, PickupPlace | None, PlanState, SheetStatus], ...] = (
    (0.35, None, PlanState.OPEN, SheetStatus.READY),
    (0.55, PickupPlace.GATE, PlanState.OPEN, SheetStatus.READY),
    (0.65, PickupPlace.ISSUER, PlanState.OPEN, SheetStatus.RETURNED),
    (0.75, PickupPlace.CENTRE, PlanState.OPEN, SheetStatus.FORWARDED),
    (0.8, PickupPlace.POST, PlanState.OPEN, SheetStatus.FORWARDED),
    (0.84, PickupPlace.PERSON, PlanState.OPEN, SheetStatus.READY),
    (1.0, PickupPlace.GATE, PlanState.DONE, SheetStatus.HANDED_OVER),
)
CHECKS = (IdentityCheck.PHOTO, IdentityCheck.PHOTO, IdentityCheck.KNOWN)


class Journeys:
    def __init__(self, nation: Nation, trail: Trail) -> None:
        self.nation, self.trail, self.draw = nation, trail, chance("journeys")
        self.printing, self.packages = Printing(nation, trail), Packages(nation, trail)
        self.states = States(nation, trail)
        self.hand_overs = nation.table(
            HandOver, "certificate_id", "former_certificate_id", "sheet_serial", "handed_on", "received_by",
            "is_holder", "identity_check", "note", "handed_by_id", "recorded_at", "ceremony_id",
        )  # fmt: skip
        self.ceremonies = nation.table(Ceremony, "id", "prison_id", "held_on", "recorded_by_id", "recorded_at")
        self.plans = nation.table(
            PickupPlan, "inmate_id", "place", "lsp_id", "centre_id", "named_person", "slip_code", "state",
            "planned_by_id", "planned_at", "sent_on", "courier_number",
        )  # fmt: skip
        self.attempts = nation.table(CounterAttempt, "user_id", "at", "found")
        self.planned: set[int] = set()

    def travel(
        self, meeting: Meeting, made: Sequence[Certificate], places: Sequence[Place], since: datetime.date
    ) -> None:
        """As far as the days since the number have come; sets sheet, print day and state of the certificates."""
        nation, day = self.nation, datetime.timedelta(days=1)
        age = (nation.today - since).days
        if meeting.lsp == 0 and age < LEFT_OVER_SINCE:
            # The pile of the known LSP was too short; these wait for the next one.
            made, places = made[:-LEFT_OVER], places[:-LEFT_OVER]
        if age < PRINTED or not made:
            return
        story = self.packages.story(age, SENT, ARRIVED) if age >= SIGNED else None
        odd = odd_place(self.draw, len(made)) if story and story.odd else 0
        state = _state(age)
        fates = [
            self._fate(place, since, state, story if position != odd else None, story)
            for position, place in enumerate(places, start=1)
        ]
        laid = [
            (certificate.pk, own, wanted.on if wanted and wanted.takes_the_paper else since + PRINTED * day)
            for certificate, (own, _handed_on, wanted) in zip(made, fates, strict=True)
        ]
        sheets = self.printing.printed(meeting.lsp, since + PRINTED * day, laid)
        package, ceremony = None, None
        if story is not None:
            package = self.packages.open(
                meeting, story, since + SENT * day if age >= SENT else nation.day(-1), since + ARRIVED * day
            )
        if state == SheetStatus.HANDED_OVER and self.draw.random() < IN_A_CEREMONY:
            ceremony = self._ceremony(meeting, min(since + (HANDED + 4) * day, nation.day(-1)))
        for position, (certificate, place, fate, sheet) in enumerate(zip(made, places, fates, sheets, strict=True), 1):
            own, handed_on, wanted = fate
            if own == SheetStatus.SPOILED:
                certificate.sheet_serial, certificate.printed_on = "", None
            else:
                certificate.sheet_serial, certificate.printed_on = sheet[1], since + PRINTED * day
            if package is not None and story is not None:
                packed = story.odd[0] if story.odd and position == odd else story.item
                self.packages.pack(
                    package, sheet[0], certificate.pk, position, packed, min(since + SENT * day, nation.today)
                )
            if handed_on is not None:
                self._given(meeting, certificate, place, handed_on, wanted, ceremony)
            elif wanted is not None:
                self.states.change(wanted, certificate, meeting.lsp, meeting.course.prison.code)
            certificate.copy_sheet_serial = certificate.sheet_serial

    def _fate(
        self, place: Place, since: datetime.date, state: SheetStatus, story: Story | None, whole: Story | None
    ) -> tuple[SheetStatus, datetime.date | None, Wanted | None]:
        """Where the sheet is, when it came into the holder's hand if it did, and what was decided about it since."""
        own = state
        if story is None and whole is not None and whole.odd is not None and whole.odd[1] is not None:
            own = whole.odd[1]
        elif story is not None and story.sheet is not None:
            own = story.sheet
        if own != SheetStatus.HANDED_OVER:
            return own, None, None
        handed_on = min(since + datetime.timedelta(days=HANDED + self.draw.randrange(8)), self.nation.today)
        left = place.one.released_on
        if left is not None and left < handed_on:
            return self._left(place, left)
        if self.draw.random() < STILL_IN_THE_BOX:
            return SheetStatus.READY, None, self.states.wanted(since, handed=False)
        wanted = self.states.wanted(handed_on, handed=True)
        if wanted is not None and wanted.takes_the_paper:
            own = SheetStatus.REPLACED
        return own, handed_on, wanted

    def _left(self, place: Place, left: datetime.date) -> tuple[SheetStatus, datetime.date | None, Wanted | None]:
        """The holder was gone before: waits in the box, was sent on, or was fetched in the end."""
        luck = self.draw.random()
        _share, where, state, sheet = next(one for one in LATER if luck < one[0])
        if where is None or place.one.key in self.planned:
            return SheetStatus.READY, None, None
        fetched_on = left + datetime.timedelta(days=40)
        if state == PlanState.DONE and fetched_on >= self.nation.today:
            state, sheet = PlanState.OPEN, SheetStatus.READY
        self._plan(place, left, where, state, sheet)
        return sheet, fetched_on if state == PlanState.DONE else None, None

    def _plan(
        self, place: Place, left: datetime.date, where: PickupPlace, state: PlanState, sheet: SheetStatus
    ) -> None:
        nation, one = self.nation, place.one
        self.planned.add(one.key)
        officer = nation.office(place.prison).user(Role.WORK_OFFICER)
        sent_on = None
        if sheet in {SheetStatus.RETURNED, SheetStatus.FORWARDED}:
            sent_on = min(left + datetime.timedelta(days=9), nation.day(-1))
        issuer = nation.lsps[min(nation.examined[one.key])].pk if where == PickupPlace.ISSUER else None
        centre = nation.centres[one.key % len(nation.centres)].pk if where == PickupPlace.CENTRE else None
        if self.draw.random() < 0.05:
            # Another place was named first.
            self.plans.add(
                one.key, PickupPlace.GATE, None, None, "", _slip(self.draw), PlanState.CHANGED, officer,
                nation.at(left), None, "",
            )  # fmt: skip
        self.plans.add(
            one.key, where, issuer, centre, f"Ibu dari {one.name}" if where == PickupPlace.PERSON else "",
            _slip(self.draw), state, officer, nation.at(left), sent_on, f"77{one.key:06d}" if sent_on else "",
        )  # fmt: skip

    def _ceremony(self, meeting: Meeting, held_on: datetime.date) -> tuple[int, datetime.date]:
        nation, prison = self.nation, meeting.course.prison
        key = self.ceremonies.key()
        self.ceremonies.add(
            key, prison.pk, held_on, nation.office(prison.code).user(Role.WORK_OFFICER), nation.at(held_on)
        )
        return key, held_on

    def _given(
        self,
        meeting: Meeting,
        certificate: Certificate,
        place: Place,
        handed_on: datetime.date,
        wanted: Wanted | None,
        ceremony: tuple[int, datetime.date] | None,
    ) -> None:
        """In the holder's hand; and what was decided about it later."""
        left, prison = place.one.released_on, meeting.course.prison.code
        if ceremony is not None and (left is None or left >= ceremony[1]):
            if wanted is None or wanted.on > ceremony[1]:
                handed_on = ceremony[1]
            else:
                ceremony = None
        else:
            ceremony = None
        former = wanted is not None and wanted.wish == Wish.NEW_SHEET
        self._hand(certificate, place, handed_on, former=former, ceremony=ceremony[0] if ceremony else None)
        if wanted is None:
            self.states.given.append(Given(certificate.pk, meeting.lsp, prison, handed_on))
            return
        self.states.change(wanted, certificate, meeting.lsp, prison)
        if wanted.wish == Wish.NEW_SHEET:
            certificate.sheet_serial, certificate.printed_on = "", None
            self.anew(meeting, certificate, place, wanted.on)

    def anew(self, meeting: Meeting, certificate: Certificate, place: Place, since: datetime.date) -> None:
        """Another sheet, once the days have come; until then it waits for print."""
        on = since + datetime.timedelta(days=ANEW)
        if on >= self.nation.today:
            return
        ((_sheet, serial),) = self.printing.printed(meeting.lsp, on, [(certificate.pk, SheetStatus.HANDED_OVER, on)])
        certificate.sheet_serial, certificate.copy_sheet_serial, certificate.printed_on = serial, serial, on
        self._hand(certificate, place, on)

    def _hand(
        self,
        certificate: Certificate,
        place: Place,
        on: datetime.date,
        *,
        former: bool = False,
        ceremony: int | None = None,
    ) -> None:
        officer = self.nation.office(place.prison).user(Role.WORK_OFFICER)
        left = place.one.released_on
        own = left is None or left >= on or self.draw.random() < 0.8
        self.hand_overs.add(
            None if former else certificate.pk, certificate.pk if former else None, certificate.sheet_serial, on,
            place.one.name if own else f"Ibu dari {place.one.name}"[:150], own,
            CHECKS[certificate.pk % 3] if own else IdentityCheck.ID_CARD, "" if own else "Dengan surat kuasa.",
            officer, self.nation.at(on), ceremony,
        )  # fmt: skip
        if on < self.nation.today:
            self.trail.note(
                self.nation.at(on), officer, "certification.hand_over", [(Certificate, certificate.pk)],
            )  # fmt: skip

    def given_by_centre(self, course: Course, made: Sequence[Certificate], places: Sequence[Place]) -> None:
        """Training certificates on the centre's own paper: printed after a week, in the hand after two."""
        for certificate, place in zip(made, places, strict=True):
            printed_on = certificate.issued_on + datetime.timedelta(days=7)
            if printed_on > self.nation.today:
                continue
            certificate.printed_on = printed_on
            handed_on = printed_on + datetime.timedelta(days=7)
            left = place.one.released_on
            if handed_on <= self.nation.today and (left is None or left >= handed_on):
                self._hand(certificate, place, handed_on)

    def finish(self) -> None:
        """Stock, requests that wait, and the questions at the counters."""
        self.printing.finish()
        self.states.finish()
        nation = self.nation
        counters = [user for user, hat in nation.hats.items() if hat in {Role.PRINT_CLERK, Role.CENTRE_OFFICER}]
        for _at in range(2 * len(self.planned)):
            at = nation.hour(self.draw, nation.day(-self.draw.randrange(1, 700)))
            self.attempts.add(self.draw.choice(counters), at, self.draw.random() < 0.8)


def _state(age: int) -> SheetStatus:
    """Where an original is by its age, when nothing comes between."""
    steps = (
        (SIGNED, SheetStatus.PRINTED), (SENT, SheetStatus.SIGNED), (ARRIVED, SheetStatus.DISPATCHED),
        (READY, SheetStatus.ARRIVED), (HANDED, SheetStatus.READY),
    )  # fmt: skip
    return next((state for until, state in steps if age < until), SheetStatus.HANDED_OVER)


def _slip(draw: random.Random) -> str:
    return "".join(draw.choices(SLIP, k=8))
