"""Certificates with real facts and numbers: every LSP's and centre's series runs without a gap, in the order of days.

Copies are not rendered: a copy is made when somebody first opens it.
"""

from __future__ import annotations

import datetime
import random
from collections import Counter
from collections.abc import Iterable, Iterator

from django.conf import settings

from certification import numbers, stigma, training_numbers
from certification.choices import CertificateKind, CertificateState, LetterState, SeriesKind
from certification.models import Certificate, NumberLetter, NumberSeries, PublicRecord, TrainingIssuer, VoidedNumber
from certification.rendering import codes
from certification.rendering.facts import TrainedUnitFact, TrainingFacts, UnitFact
from certification.services.freezing import RENDER_JOB, public_record
from certification.services.issuing import facts_of
from foundation.accounts.choices import Role
from lapas.models import Inmate
from pojok_vokasi.demo.national.classes import Course, Place
from pojok_vokasi.demo.national.exams import Decided, Meeting
from pojok_vokasi.demo.national.journeys import Journeys
from pojok_vokasi.demo.national.nation import Nation
from pojok_vokasi.demo.national.places import numbers_here
from pojok_vokasi.demo.national.sizes import chance
from pojok_vokasi.demo.national.trail import About, Trail

FIRST_SERIAL, FIRST_REGISTRATION, FIRST_TRAINING = 20_001, 1_001, 101
# A letter with numbers takes so many days.
LETTER_DAYS = 21
COLUMNS = (
    "id", "decision_id", "enrolment_id", "inmate_id", "lsp_id", "centre_id", "scheme_id", "kind", "number",
    "registration_number", "serial", "registration_serial", "letter_id", "code", "facts", "issued_on", "valid_until",
    "sheet_serial", "copy_sheet_serial", "printed_on", "state", "state_since", "replaces_id",
)  # fmt: skip
# Of the numbers so many were given wrongly and voided before the paper left.
VOIDED = 0.004
WRONG = "Nomor dicetak pada nama yang keliru; kertasnya belum keluar."


class Certificates:
    def __init__(self, nation: Nation, trail: Trail) -> None:
        self.nation, self.trail = nation, trail
        self.certificates = nation.table(Certificate, *COLUMNS)
        self.public = nation.table(
            PublicRecord, "code", "shown", "state", "state_since", "valid_until", "sheet_last3", "copy_number"
        )
        self.letters = nation.table(
            NumberLetter, "id", "lsp_id", "letter_number", "letter_date", "state", "recorded_by_id", "recorded_at"
        )
        self.voids = nation.table(VoidedNumber, "certificate_id", "reason", "voided_by_id", "voided_at")
        self.journeys = Journeys(nation, trail)
        self.draw = chance("certificates")
        # Day, certificate, and for whom: their successors are numbered after all others.
        self.replaced: list[tuple[datetime.date, int, Meeting, Decided]] = []
        self.serials: Counter[int] = Counter()
        self.registrations: Counter[tuple[int, int]] = Counter()
        self.units = {
            scheme: tuple(UnitFact(unit.code, unit.title_id, unit.title_en) for unit in units)
            for scheme, units in nation.units.items()
        }
        self.trained = {
            scheme: tuple(TrainedUnitFact(unit.code, unit.title_id, unit.title_en) for unit in units)
            for scheme, units in nation.units.items()
        }

    def write(self, meetings: list[Meeting], courses: list[Course]) -> None:
        """Certificates of competence of every decision that has its number; training certificates up to the total."""
        for meeting in sorted(meetings, key=lambda met: (met.on, met.exam)):
            self._of_meeting(meeting)
        for decided_on, replaced, meeting, decided in sorted(self.replaced, key=lambda one: one[:2]):
            successor = self._numbered(meeting, decided, None)
            successor.replaces_id = replaced
            self.journeys.anew(meeting, successor, decided.place, decided_on)
            self._keep([successor])
        self._series()
        self._training(courses, self.nation.certificates - self.certificates.made)
        self.journeys.finish()

    def _of_meeting(self, meeting: Meeting) -> None:
        nation, issued_on = self.nation, meeting.on
        portal = numbers_here(meeting.lsp)
        arrives = issued_on + datetime.timedelta(days=LETTER_DAYS)
        if not meeting.competent or (not portal and arrives > nation.today):
            return
        letter = None if portal else self._letter(meeting, arrives)
        made, places = [], []
        for decided in meeting.competent:
            if portal and self.draw.random() < VOIDED:
                self._void(self._numbered(meeting, decided, letter), meeting)
            made.append(self._numbered(meeting, decided, letter))
            places.append(decided.place)
        since = issued_on if portal else arrives
        self.journeys.travel(meeting, made, places, since)
        self._keep(made)
        desk = nation.office(f"lsp:{meeting.lsp}").user(Role.LSP_OFFICER)
        about: list[About] = [(Certificate, one.pk) for one in made]
        verb = "certification.issue" if portal else "certification.apply_letter"
        if since < nation.today:
            self.trail.note(nation.at(since), desk, verb, about, {"count": len(made)})
            nation.done.append((RENDER_JOB, desk, nation.at(since), about))
        for old, decided in zip(made, meeting.competent, strict=True):
            if portal and old.state == CertificateState.REPLACED and old.state_since is not None:
                self.replaced.append((old.state_since, old.pk, meeting, decided))

    def _numbered(self, meeting: Meeting, decided: Decided, letter: int | None) -> Certificate:
        """A certificate with the next numbers of its LSP."""
        issued_on, lsp, portal = meeting.on, self.nation.lsps[meeting.lsp], numbers_here(meeting.lsp)
        scheme, year = meeting.course.module.scheme, issued_on.year
        serial = FIRST_SERIAL + self.serials[meeting.lsp]
        registration = FIRST_REGISTRATION + self.registrations[meeting.lsp, year]
        self.serials[meeting.lsp] += 1
        self.registrations[meeting.lsp, year] += 1
        number = numbers.certificate_number(
            kbli5=scheme.kbli5, kbji4=scheme.kbji4, level=scheme.kkni_level, serial=serial, year=year
        )
        registered = numbers.registration_number(
            sector=lsp.sector_code, licence=lsp.licence_number, serial=registration, year=year
        )
        facts = facts_of(
            lsp=lsp,
            scheme=scheme,
            units=self.units[scheme.pk],
            issued_on=issued_on,
            name=decided.place.one.name,
            number=number,
            registration_number=registered,
            code=new_code(self.draw),
            base_url=settings.VERIFY_BASE_URL,
        )
        return Certificate(
            id=self.certificates.key(),
            decision_id=decided.key,
            inmate_id=decided.place.one.key,
            lsp_id=lsp.pk,
            scheme_id=scheme.pk,
            number=number,
            registration_number=registered,
            serial=serial if portal else None,
            registration_serial=registration if portal else None,
            letter_id=letter,
            code=facts.code,
            facts=facts.to_json(),
            issued_on=issued_on,
            valid_until=facts.valid_until,
        )

    def _void(self, one: Certificate, meeting: Meeting) -> None:
        """Stopped on the day after; its number keeps its place."""
        nation = self.nation
        day = meeting.on + datetime.timedelta(days=1)
        if day >= nation.today:
            day = meeting.on
        desk = nation.office(f"lsp:{meeting.lsp}").user(Role.LSP_OFFICER)
        one.state, one.state_since = CertificateState.VOIDED, day
        self.voids.add(one.pk, WRONG, desk, nation.at(day))
        if day < nation.today:
            about = [(Certificate, one.pk), (Inmate, one.inmate_id)]
            self.trail.note(nation.at(day), desk, "certification.void_number", about, {"had_sheet": False})
        self._keep([one])

    def _letter(self, meeting: Meeting, arrives: datetime.date) -> int:
        nation, key = self.nation, self.letters.key()
        lsp, desk = nation.lsps[meeting.lsp], nation.office(f"lsp:{meeting.lsp}").users[0]
        number = f"{key % 300 + 21}/{lsp.sector_code}/{arrives.year}"
        self.letters.add(key, lsp.pk, number, arrives, LetterState.APPLIED, desk, nation.at(arrives))
        return key

    def _keep(self, made: Iterable[Certificate]) -> None:
        for one in made:
            self.certificates.add(*(getattr(one, name) for name in COLUMNS))
            shown = public_record(one)
            self.public.add(
                shown.code, shown.shown, shown.state, shown.state_since, shown.valid_until, shown.sheet_last3,
                shown.copy_number,
            )  # fmt: skip

    def _series(self) -> None:
        rows = []
        for at, lsp in enumerate(self.nation.lsps):
            if not numbers_here(at):
                continue
            last = FIRST_SERIAL + self.serials[at]
            rows.append(_counter(SeriesKind.CERTIFICATE, 0, FIRST_SERIAL, last, lsp=lsp))
            years = {year for which, year in self.registrations if which == at} | {self.nation.today.year}
            for year in sorted(years):
                last = FIRST_REGISTRATION + self.registrations[at, year]
                rows.append(_counter(SeriesKind.REGISTRATION, year, FIRST_REGISTRATION, last, lsp=lsp))
        NumberSeries.objects.bulk_create(rows)

    def _training(self, courses: list[Course], wanted: int) -> None:
        """The papers of centres whose register is the portal, class by class, until the total is reached."""
        issuers = {issuer.centre_id: issuer for issuer in TrainingIssuer.objects.select_related("centre")}
        serials: Counter[int] = Counter()
        finished = [course for course in courses if numbers_here(course.centre) and course.passed]
        # The newest wait at their centre.
        until = self.nation.day(-10)
        finished = sorted(
            (course for course in finished if course.ends_on <= until), key=lambda course: (course.ends_on, course.key)
        )
        # The last class of the known centre is numbered and waits for print.
        last = next((course for course in reversed(finished) if course.centre == 0), None)
        kept = len(_confirmed(last)) if last else 0
        wanted = max(wanted, kept) - kept
        for course in [*(course for course in finished if course is not last), *([last] if last else [])]:
            if course is last:
                wanted += kept
            if wanted <= 0:
                continue
            issuer = issuers[self.nation.centres[course.centre].pk]
            confirmed = _confirmed(course)[:wanted]
            made = list(self._trained(course, confirmed, issuer, serials))
            wanted -= len(made)
            if course is not last:
                self.journeys.given_by_centre(course, made, confirmed)
            self._keep(made)
        NumberSeries.objects.bulk_create(
            _counter(SeriesKind.CERTIFICATE, 0, FIRST_TRAINING, FIRST_TRAINING + serials[at], centre=centre)
            for at, centre in enumerate(self.nation.centres)
            if numbers_here(at)
        )

    def _trained(
        self, course: Course, places: list[Place], issuer: TrainingIssuer, serials: Counter[int]
    ) -> Iterator[Certificate]:
        module, issued_on = course.module, course.ends_on + datetime.timedelta(days=5)
        for place in places:
            serial = FIRST_TRAINING + serials[course.centre]
            serials[course.centre] += 1
            number = training_numbers.written(issuer.number_format, serial=serial, on=issued_on)
            facts = TrainingFacts(
                name=place.one.name,
                number=number,
                programme_id=module.title,
                programme_en=module.scheme.title_en,
                units=self.trained[module.scheme_id],
                total_hours=module.hours_jp,
                started_on=course.starts_on,
                ended_on=course.ends_on,
                issued_on=issued_on,
                city=issuer.city,
                centre_id=issuer.name_id,
                centre_en=issuer.name_en,
                phone=issuer.phone,
                signatory=issuer.signatory,
                signatory_title_id=issuer.signatory_title_id,
                signatory_title_en=issuer.signatory_title_en,
                code=new_code(self.draw),
                verify_base_url=settings.VERIFY_BASE_URL,
            )
            yield Certificate(
                id=self.certificates.key(),
                kind=CertificateKind.TRAINING,
                enrolment_id=place.key,
                inmate_id=place.one.key,
                centre_id=issuer.centre_id,
                scheme_id=module.scheme_id,
                number=number,
                serial=serial,
                code=facts.code,
                facts=facts.to_json(),
                issued_on=issued_on,
            )


def _confirmed(course: Course) -> list[Place]:
    return [place for place in course.passed if place.one.confirmed_on]


def _counter(kind: str, year: int, first: int, following: int, **owner: object) -> NumberSeries:
    return NumberSeries(kind=kind, year=year, first_number=first, next_number=following, **owner)


def new_code(draw: random.Random) -> str:
    """A code as `codes.new_code` makes them, but of the seeded randomness; spells no word that tells of custody."""
    while True:
        code = "".join(draw.choices(codes.ALPHABET, k=codes.LENGTH))
        if not stigma.found_in(f"{codes.printed(code)} {code}{codes.check_character(code)}"):
            return code
