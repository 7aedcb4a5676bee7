"""One person's stay drawn towards release: which bars and marks stand on the line of the record page."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from foundation.ui.fitline import LifeLine, Mark, Period
from foundation.ui.templatetags.ui import tanggal
from lapas.choices import DateKind, ReleaseBasis
from lapas.models import DateFact, Inmate
from training.choices import EnrolmentStatus
from training.models import Enrolment

PADDING = datetime.timedelta(days=30)
NOT_DRAWN = frozenset({EnrolmentStatus.REJECTED, EnrolmentStatus.RESERVE})


def life_line_of(
    inmate: Inmate, facts: Iterable[DateFact], enrolments: Sequence[Enrolment], today: datetime.date
) -> LifeLine:
    """From admission (or the first class, or a year ago) to the last known day, with what is planned in between."""
    shown = [row for row in enrolments if row.status not in NOT_DRAWN]
    periods = tuple(
        Period(
            label=row.training_class.module.title,
            start=row.training_class.starts_on,
            end=row.ended_on or row.training_class.ends_on,
            planned=row.training_class.ends_on >= today,
        )
        for row in reversed(shown)
    )
    marks = [*_dates(facts), *_certificate_plan(shown, today), *_release(inmate, today)]
    firsts = [period.start for period in periods] + ([inmate.admitted_on] if inmate.admitted_on else [])
    lasts = [mark.on for mark in marks] + [period.end for period in periods] + [today]
    start = min([*firsts, today]) if firsts else today - datetime.timedelta(days=365)
    return LifeLine(
        start=start,
        end=max(lasts) + PADDING,
        today=today,
        periods=periods,
        marks=tuple(marks),
        start_label=_("Masuk %(date)s") % {"date": tanggal(inmate.admitted_on)} if inmate.admitted_on else "",
    )


def _dates(facts: Iterable[DateFact]) -> list[Mark]:
    names = {DateKind.HALF: "1/2", DateKind.TWO_THIRDS: "2/3"}
    return [Mark(names[DateKind(fact.kind)], fact.date) for fact in facts if fact.kind in names]


def _certificate_plan(enrolments: Sequence[Enrolment], today: datetime.date) -> list[Mark]:
    planned = [
        row.training_class.certificate_expected_on
        for row in enrolments
        if row.training_class.certificate_expected_on and row.training_class.certificate_expected_on >= today
    ]
    return (
        [Mark(_("di tangan %(date)s") % {"date": tanggal(min(planned))}, min(planned), "ring", "gold")]
        if planned
        else []
    )


def _release(inmate: Inmate, today: datetime.date) -> list[Mark]:
    marks = []
    basis = inmate.release_basis_on(today)
    if inmate.earliest_release and basis == ReleaseBasis.ANY_DAY:
        marks.append(Mark(_("sewaktu-waktu"), today, "release", "warn"))
    elif inmate.earliest_release and basis != ReleaseBasis.EXPIRY:
        label = _("paling cepat %(date)s") % {"date": tanggal(inmate.earliest_release)}
        marks.append(Mark(label, inmate.earliest_release, "release", "ok"))
    if inmate.expiry:
        marks.append(Mark(_("ekspirasi %(date)s") % {"date": tanggal(inmate.expiry)}, inmate.expiry, "expiry"))
    return marks
