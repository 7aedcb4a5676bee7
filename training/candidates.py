"""Reads for proposing: who may be proposed for a class, and the facts that the rules ask for."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When

from foundation import clock
from lapas.choices import CustodyState, DateKind, LegalStatus, NikStatus
from lapas.models import DateFact, Inmate
from lapas.querysets import InmateQuerySet
from lapas.release import PASSES_INTO_ANY_DAY
from training.choices import HOLDING_A_SEAT, OPEN_ENROLMENT, SYSTEM_END_REASONS, EnrolmentStatus
from training.eligibility import Assessment, ClassFacts, EarlierExit, InmateFacts, assess, fit_of
from training.fit import Fit, expected_certificate, months_after
from training.models import Attainment, Attendance, Enrolment, TrainingClass

CLASHING = tuple(OPEN_ENROLMENT - {EnrolmentStatus.FINISHED})


def certificate_of(training_class: TrainingClass) -> datetime.date:
    """The day on which planning counts the certificate of the class in hand."""
    return expected_certificate(training_class.ends_on, training_class.exam_on, training_class.certificate_expected_on)


def today_at(training_class: TrainingClass) -> datetime.date:
    """The date in the prison of the class."""
    return clock.today(training_class.corner.prison.timezone)


def class_facts(training_class: TrainingClass) -> ClassFacts:
    module, prison = training_class.module, training_class.corner.prison
    return ClassFacts(
        prison_id=prison.pk,
        starts_on=training_class.starts_on,
        ends_on=training_class.ends_on,
        certificate_on=certificate_of(training_class),
        minimum_education=module.minimum_education,
        finding_levels=module.finding_levels,
        margin_days=prison.margin_days,
        horizon_months=prison.horizon_months,
    )


def assess_all(training_class: TrainingClass, inmates: Sequence[Inmate], on: datetime.date) -> dict[int, Assessment]:
    """Findings by inmate id; three queries, however many people."""
    wanted = class_facts(training_class)
    one_third = dict(
        DateFact.objects.filter(inmate__in=inmates, kind=DateKind.ONE_THIRD, superseded_at__isnull=True).values_list(
            "inmate_id", "date"
        )
    )
    holders = set(_holds(training_class).filter(inmate__in=inmates).values_list("inmate_id", flat=True))
    clashes: dict[int, list[str]] = defaultdict(list)
    exits: dict[int, list[EarlierExit]] = defaultdict(list)
    others = (
        Enrolment.objects.filter(inmate__in=inmates)
        .filter(Q(status__in=CLASHING) | Q(status=EnrolmentStatus.ENDED))
        .exclude(training_class=training_class)
        .select_related("training_class__module")
        .order_by("pk")
    )
    for row in others:
        title = str(row.training_class)
        if row.status == EnrolmentStatus.ENDED:
            if row.ended_on is not None:
                exits[row.inmate_id].append(EarlierExit(title, row.end_reason, row.ended_on))
        elif _overlap(row.training_class, training_class):
            clashes[row.inmate_id].append(title)
    return {
        inmate.pk: assess(
            wanted,
            _facts(
                inmate,
                on,
                one_third.get(inmate.pk),
                inmate.pk in holders,
                tuple(clashes[inmate.pk]),
                tuple(exits[inmate.pk]),
            ),
            on,
        )
        for inmate in inmates
    }


def fit_all(training_class: TrainingClass, inmates: Sequence[Inmate], on: datetime.date) -> dict[int, Fit]:
    """How the time fits, by inmate id, without a query."""
    wanted = class_facts(training_class)
    return {inmate.pk: fit_of(wanted, _facts(inmate, on)) for inmate in inmates}


def _overlap(one: TrainingClass, other: TrainingClass) -> bool:
    return one.starts_on <= other.ends_on and other.starts_on <= one.ends_on


def _facts(
    inmate: Inmate,
    on: datetime.date,
    one_third_on: datetime.date | None = None,
    holds_scheme: bool = False,
    clashes: tuple[str, ...] = (),
    earlier_exits: tuple[EarlierExit, ...] = (),
) -> InmateFacts:
    return InmateFacts(
        prison_id=inmate.prison_id,
        custody_state=inmate.custody_state,
        legal_status=inmate.legal_status,
        birth_date=inmate.birth_date,
        birth_place=inmate.birth_place,
        sex=inmate.sex,
        education=inmate.education,
        security_level=inmate.security_level,
        fit_for_work=inmate.fit_for_work,
        fit_for_work_on=inmate.fit_for_work_on,
        nik_status=inmate.nik_status,
        guardian_consent_on=inmate.guardian_consent_on,
        one_third_on=one_third_on,
        release_on=inmate.earliest_release,
        release_basis=inmate.release_basis_on(on),
        expiry=inmate.expiry,
        two_thirds_unknown=inmate.two_thirds_unknown,
        holds_scheme=holds_scheme,
        clashes=clashes,
        earlier_exits=earlier_exits,
    )


def _holds(training_class: TrainingClass) -> QuerySet[Attainment]:
    return Attainment.objects.filter(scheme=training_class.module.scheme_id, unit__isnull=True)


def any_day(on: datetime.date) -> Q:
    """People whose date has passed without a note, so that any day may be the day."""
    return Q(earliest_release__lte=on, earliest_release_basis__in=PASSES_INTO_ANY_DAY)


def in_prison_of(training_class: TrainingClass, inmates: InmateQuerySet) -> InmateQuerySet:
    """Of `inmates`, those in custody in the prison of the class who have no row in it, or one that leaving ended."""
    return inmates.filter(prison=training_class.corner.prison_id, custody_state=CustodyState.IN_CUSTODY).filter(
        ~Exists(
            Enrolment.objects.filter(training_class=training_class, inmate=OuterRef("pk")).exclude(
                status=EnrolmentStatus.ENDED, end_reason__in=SYSTEM_END_REASONS, outcome=""
            )
        )
    )


def by_time_left(inmates: QuerySet[Inmate], on: datetime.date) -> QuerySet[Inmate]:
    """The shortest time first; whoever may leave on any day, or when nobody knows, comes last."""
    return inmates.annotate(
        no_day=Case(
            When(any_day(on) | Q(earliest_release__isnull=True), then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        )
    ).order_by("no_day", "earliest_release", "name", "pk")


def within_horizon(training_class: TrainingClass, on: datetime.date) -> Q:
    """Sentenced people who leave within the prison's horizon, or when nobody knows."""
    last = months_after(on, training_class.corner.prison.horizon_months)
    return ~Q(legal_status=LegalStatus.DETAINED) & (Q(earliest_release__isnull=True) | Q(earliest_release__lte=last))


def proposable(training_class: TrainingClass, on: datetime.date) -> Q:
    """People whom no default rule blocks, as far as columns tell: the list starts with them, the rules decide."""
    wanted = class_facts(training_class)
    in_time = Q(earliest_release__gte=wanted.certificate_on + datetime.timedelta(days=wanted.margin_days))
    outlasts = Q(expiry__isnull=True) | Q(expiry__gte=wanted.certificate_on)
    clashing = Enrolment.objects.filter(
        status__in=CLASHING,
        training_class__starts_on__lte=training_class.ends_on,
        training_class__ends_on__gte=training_class.starts_on,
    ).exclude(training_class=training_class)
    holders = _holds(training_class)
    return (
        within_horizon(training_class, on)
        & (Q(earliest_release__isnull=True) | any_day(on) | in_time)
        & outlasts
        & (Q(fit_for_work__isnull=True) | Q(fit_for_work=True))
        & ~Q(legal_status=LegalStatus.CHILD, guardian_consent_on__isnull=True)
        & ~Q(pk__in=_here(training_class, holders).values("inmate_id"))
        & ~Q(pk__in=_here(training_class, clashing).values("inmate_id"))
    )


def _here(training_class: TrainingClass, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows of people of the prison only: the database makes a list of them, and the country's would be long."""
    return rows.filter(inmate__prison=training_class.corner.prison_id)


def never_trained(training_class: TrainingClass) -> Q:
    """People of the prison who never had a seat in a class and hold nothing."""
    was_there = Exists(Attendance.objects.filter(enrolment=OuterRef("pk")))
    seated = Enrolment.objects.filter(Q(status__in=HOLDING_A_SEAT) | was_there)
    holding = Attainment.objects.all()
    return ~Q(pk__in=_here(training_class, seated).values("inmate_id")) & ~Q(
        pk__in=_here(training_class, holding).values("inmate_id")
    )


def incomplete() -> Q:
    """People of whom something that the rules ask is not known."""
    return (
        Q(education="")
        | Q(security_level="")
        | Q(fit_for_work__isnull=True)
        | Q(birth_date__isnull=True)
        | Q(birth_place="")
        | Q(earliest_release__isnull=True)
        | Q(nik_status__in=[NikStatus.NONE, NikStatus.PLACEHOLDER])
    )
