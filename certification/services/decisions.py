"""The meeting (pleno) that decides on every candidate of an exam, by letter."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from certification import independence
from certification.choices import CandidateStatus, Competence, ExamStatus, MeetingOrigin, SheetState
from certification.models import Assessment, Decider, Decision, DecisionMeeting, Exam, MeetingMember, UnitResult
from certification.services.issuing import issue_certificates
from certification.services.locks import DAY, lock_exam, refuse_closed, today_at
from foundation import clock
from foundation.accounts.models import Person, User
from foundation.audit import services as audit
from lapas.models import Inmate
from lapas.services.holding import hold_owners
from training.choices import AttainmentSource, Capacity
from training.models import CompetencyUnit
from training.services.attainments import record_attainments
from training.services.involvement import involve, ties

# Assessors keep the reach of an exam for this long after its decision.
REACH_AFTER = datetime.timedelta(days=30)
BATCH = 500


@transaction.atomic
def decide(
    *,
    exam: Exam,
    held_on: datetime.date,
    letter_number: str,
    letter_date: datetime.date,
    members: Sequence[Person],
    actor: User,
    origin: str = MeetingOrigin.PORTAL,
) -> DecisionMeeting:
    """Decide on everybody who was assessed: competent when all units are K. What is held becomes an attainment.

    For an LSP that is numbered here the certificates are written in the same transaction. A member who trained or
    assessed a candidate sits in the meeting and does not decide on that one. Refuses results
    that are not all handed in, days that cannot be, members who are not of the LSP, and a candidate for whom fewer
    untied members than the quorum remain, in words. An `imported` decision passes the same checks.
    """
    locked = lock_exam(exam)
    refuse_closed(locked)
    if locked.status != ExamStatus.SUBMITTED:
        raise ValidationError(_("Hasil uji belum semuanya diajukan asesor."), code="not_submitted")
    _refuse_days(locked, held_on, letter_date)
    if not letter_number.strip():
        raise ValidationError({"letter_number": ValidationError(_("Tulis nomor SK."), code="required")})
    people = {person.pk: person for person in members}
    _refuse_members(locked, people)
    hold_owners(locked.assessments.all())
    sheets = list(locked.assessments.filter(status=CandidateStatus.ASSESSED).select_related("inmate__prison"))
    if not sheets:
        raise ValidationError(
            _("Tidak ada asesi yang diuji, jadi tidak ada yang diputuskan. Batalkan uji ini."), code="nobody_assessed"
        )
    deciding = deciders_of(locked, sheets, people)
    _refuse_quorum(locked, sheets, people, deciding)
    meeting = DecisionMeeting.objects.create(
        exam=locked,
        held_on=held_on,
        letter_number=letter_number.strip(),
        letter_date=letter_date,
        origin=origin,
        recorded_by=actor,
        recorded_at=clock.now(),
    )
    MeetingMember.objects.bulk_create(MeetingMember(meeting=meeting, person=person) for person in people.values())
    _decide_on_all(meeting, sheets, people, deciding, actor)
    _close(locked, sheets)
    audit.record(
        actor,
        "certification.decide",
        [meeting, locked, *sheets],
        {
            "origin": str(origin),
            "competent": sum(sheet.recommendation == Competence.COMPETENT for sheet in sheets),
            "not_yet": sum(sheet.recommendation == Competence.NOT_YET for sheet in sheets),
        },
    )
    issue_certificates(meeting=meeting, actor=actor)
    return meeting


def possible_members(exam: Exam) -> QuerySet[Person]:
    """Persons of the LSP who may sit in its meeting: those with a desk there today, and its assessors."""
    desks = exam.lsp.postings.current(clock.today()).values("person")
    return Person.objects.filter(Q(pk__in=desks) | Q(pk__in=exam.lsp.assessors.values("person")))


def deciders_of(exam: Exam, sheets: Sequence[Assessment], people: Mapping[int, Person]) -> dict[int, list[int]]:
    """Assessment id → ids of those among the `people` who have no tie with its candidate."""
    tied = ties(people.values(), [sheet.inmate for sheet in sheets], exam.scheme, other_than=Capacity.DECIDED)
    return {sheet.pk: [pk for pk in people if (pk, sheet.inmate_id) not in tied] for sheet in sheets}


def _refuse_days(exam: Exam, held_on: datetime.date, letter_date: datetime.date) -> None:
    errors = {}
    if exam.exam_on is not None and held_on < exam.exam_on:
        errors["held_on"] = ValidationError(
            _("Pleno tidak dapat sebelum hari uji, %(day)s.") % {"day": exam.exam_on.strftime(DAY)}, code="before_exam"
        )
    elif held_on > today_at(exam):
        errors["held_on"] = ValidationError(_("Tanggal pleno masih di masa depan."), code="future")
    if letter_date < held_on:
        errors["letter_date"] = ValidationError(_("Tanggal SK tidak dapat sebelum pleno."), code="before_meeting")
    elif letter_date > today_at(exam):
        errors["letter_date"] = ValidationError(_("Tanggal SK masih di masa depan."), code="future")
    if errors:
        raise ValidationError(errors)


def _refuse_members(exam: Exam, people: Mapping[int, Person]) -> None:
    allowed = {person.pk for person in possible_members(exam)}
    strangers = [str(person) for pk, person in people.items() if pk not in allowed]
    if strangers:
        raise ValidationError(
            {
                "members": ValidationError(
                    _("%(names)s bukan orang %(lsp)s, jadi tidak dapat menjadi anggota pleno.")
                    % {"names": independence.enumerated(strangers), "lsp": exam.lsp},
                    code="stranger",
                )
            }
        )


def _refuse_quorum(
    exam: Exam, sheets: Sequence[Assessment], people: Mapping[int, Person], deciding: Mapping[int, Sequence[int]]
) -> None:
    """One sentence per group of candidates for whom the same untied members remain, when those are too few."""
    short: dict[tuple[int, ...], list[Assessment]] = {}
    for sheet in sheets:
        if len(deciding[sheet.pk]) < exam.lsp.meeting_quorum:
            short.setdefault(tuple(deciding[sheet.pk]), []).append(sheet)
    told = []
    for left, concerned in short.items():
        tied = [str(person) for pk, person in people.items() if pk not in left]
        words = {
            "names": independence.enumerated([str(sheet.inmate) for sheet in concerned]),
            "left": len(left),
            "quorum": exam.lsp.meeting_quorum,
            "tied": independence.enumerated(tied) if tied else "",
        }
        told.append(
            _(
                "Untuk %(names)s hanya %(left)d anggota boleh memutuskan, kuorum %(quorum)d: %(tied)s melatih atau "
                "menguji, jadi tidak ikut memutuskan. Tambah anggota pleno."
            )
            % words
            if tied
            else _("Untuk %(names)s hanya %(left)d anggota boleh memutuskan, kuorum %(quorum)d. Tambah anggota pleno.")
            % words
        )
    if told:
        raise ValidationError({"members": [ValidationError(sentence, code="quorum") for sentence in told]})


def _decide_on_all(
    meeting: DecisionMeeting,
    sheets: Sequence[Assessment],
    people: Mapping[int, Person],
    deciding: Mapping[int, Sequence[int]],
    actor: User,
) -> None:
    """Outcomes, who decided, and what everybody holds now; in as few statements for 500 candidates as for one."""
    decisions = Decision.objects.bulk_create(
        (Decision(assessment=sheet, meeting=meeting, outcome=sheet.recommendation) for sheet in sheets),
        batch_size=BATCH,
    )
    Decider.objects.bulk_create(
        (Decider(decision=decision, person_id=pk) for decision in decisions for pk in deciding[decision.assessment_id]),
        batch_size=BATCH,
    )
    scheme = meeting.exam.scheme
    untied: dict[tuple[int, ...], list[Assessment]] = {}
    for sheet in sheets:
        untied.setdefault(tuple(deciding[sheet.pk]), []).append(sheet)
    for deciders, concerned in untied.items():
        involve(
            persons=[people[pk] for pk in deciders],
            inmates=[sheet.inmate for sheet in concerned],
            scheme=scheme,
            capacity=Capacity.DECIDED,
            on=meeting.held_on,
        )
    inmates = {sheet.pk: sheet.inmate for sheet in sheets}
    passed = UnitResult.objects.filter(assessment__in=inmates, outcome=Competence.COMPETENT).order_by("pk")
    passed_units = list(passed.values_list("assessment_id", "unit_id"))
    units = CompetencyUnit.objects.in_bulk({unit for _sheet, unit in passed_units})
    held: list[tuple[Inmate, CompetencyUnit | None]] = [(inmates[sheet], units[unit]) for sheet, unit in passed_units]
    held += [(sheet.inmate, None) for sheet in sheets if sheet.recommendation == Competence.COMPETENT]
    record_attainments(
        scheme=scheme,
        held=held,
        on=meeting.letter_date,
        source=AttainmentSource.DECISION,
        reference=meeting.letter_number,
        actor=actor,
    )


def _close(exam: Exam, sheets: Sequence[Assessment]) -> None:
    Assessment.objects.filter(pk__in=[sheet.pk for sheet in sheets]).update(sheet=SheetState.DECIDED)
    exam.status = ExamStatus.DECIDED
    exam.save(update_fields=["status"])
    exam.assessors.filter(until_date__isnull=True).update(until_date=clock.today() + REACH_AFTER)
