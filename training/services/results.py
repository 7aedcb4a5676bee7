"""Training results per unit, the outcome of a person, and what the person holds from then on."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import Person, User
from foundation.audit import services as audit
from lapas.services.holding import hold_owners
from training import roster
from training.choices import Capacity, EnrolmentStatus, TrainingOutcome, UnitOutcome
from training.models import Enrolment, TrainingClass, UnitTrainingResult
from training.services.attainments import keep_passed_units
from training.services.involvement import involve
from training.services.locks import lock_class
from training.services.staffing import keep_reach
from training.services.teaching import refuse_judge

JUDGE = "training.judge_result"
Cells = Mapping[tuple[int, int], str]


class ResultsChanged(ValidationError):
    """Somebody else saved results of the class in the meantime; the page shows both values."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Sementara Anda mengisi, orang lain menyimpan hasil di lembar ini. Belum ada isian Anda yang "
                "tersimpan: periksa kotak yang ditandai, lalu simpan lagi."
            ),
            code="changed_meanwhile",
        )


@transaction.atomic
def record_unit_results(
    *,
    training_class: TrainingClass,
    results: Cells,
    version: int,
    judged_by: Person,
    judged_on: datetime.date,
    actor: User | None,
    conclude: bool = False,
) -> list[UnitTrainingResult]:
    """Save the results of many people and units at once: (enrolment id, unit id) → outcome, "" for not judged yet.

    Only what differs is written, with who judged and who typed. `conclude` gives everybody whose units are all there
    an outcome as well. Raises ResultsChanged when the class is past `version`; refuses a judge who does not teach the
    class, a day before the class or to come, and a change of a result that is concluded.
    """
    locked = lock_class(training_class)
    refuse_judge(training_class=locked, judged_by=judged_by, actor=actor, perm=JUDGE)
    _refuse_day(locked, judged_on)
    hold_owners(roster.of_class(locked))
    people = {enrolment.pk: enrolment for enrolment in roster.of_class(locked)}
    units = set(locked.module.scheme.scheme_units.values_list("unit_id", flat=True))
    if any(person not in people or unit not in units for person, unit in results):
        raise ValidationError(
            _("Ada kotak yang bukan peserta atau unit kelas ini. Muat ulang halaman, lalu isi kembali."),
            code="not_in_class",
        )
    if any(outcome and outcome not in UnitOutcome.values for outcome in results.values()):
        raise ValidationError(_("Hasil hanya Lulus atau Belum lulus."), code="unknown_outcome")
    if version != locked.results_version:
        raise ResultsChanged
    standing = {(row.enrolment_id, row.unit_id): row for row in UnitTrainingResult.objects.filter(enrolment__in=people)}
    written, emptied = _differing(results, standing, people)
    for row in written:
        row.judged_by, row.typed_by, row.judged_on = judged_by, actor, judged_on
    UnitTrainingResult.objects.bulk_create([row for row in written if row.pk is None])
    UnitTrainingResult.objects.bulk_update(
        [row for row in written if row.pk is not None], ["outcome", "judged_by", "typed_by", "judged_on"]
    )
    UnitTrainingResult.objects.filter(pk__in=emptied).delete()
    if written or emptied:
        TrainingClass.objects.filter(pk=locked.pk).update(results_version=F("results_version") + 1)
        touched = {row.enrolment_id for row in written}
        involve(
            persons=[judged_by],
            inmates=[people[key].inmate for key in sorted(touched)],
            scheme=locked.module.scheme,
            capacity=Capacity.TRAINED,
            on=judged_on,
        )
        # Typed after the seat ended: what was finished belongs to the person at once.
        for key in touched:
            if people[key].status == EnrolmentStatus.ENDED:
                keep_passed_units(people[key], judged_on)
        keep_reach(training_class=locked, last_result_on=judged_on)
        audit.record(
            actor,
            "training.record_results",
            [locked, *(people[key] for key in sorted(touched))],
            {"written": len(written), "emptied": len(emptied), "judged_by": judged_by.pk},
        )
    if conclude:
        conclude_results(training_class=locked, on=judged_on, actor=actor)
    return written


def _differing(
    results: Cells, standing: Mapping[tuple[int, int], UnitTrainingResult], people: Mapping[int, Enrolment]
) -> tuple[list[UnitTrainingResult], list[int]]:
    """Rows to write and keys of rows to empty; refuses to touch the results of somebody with an outcome."""
    written, emptied = [], []
    for (person, unit), outcome in results.items():
        row = standing.get((person, unit))
        if outcome == (row.outcome if row else ""):
            continue
        if people[person].outcome:
            raise ValidationError(
                _("Hasil akhir %(name)s sudah ditetapkan; nilai per unitnya tidak berubah lagi.")
                % {"name": people[person].inmate.name},
                code="concluded",
            )
        if row is None:
            written.append(UnitTrainingResult(enrolment_id=person, unit_id=unit, outcome=outcome))
        elif not outcome:
            emptied.append(row.pk)
        else:
            row.outcome = outcome
            written.append(row)
    return written, emptied


def _refuse_day(locked: TrainingClass, judged_on: datetime.date) -> None:
    if judged_on > clock.today(locked.corner.prison.timezone):
        raise ValidationError({"judged_on": ValidationError(_("Tanggal penilaian belum tiba."), code="day_to_come")})
    if judged_on < locked.starts_on:
        raise ValidationError(
            {"judged_on": ValidationError(_("Tanggal penilaian sebelum kelas mulai."), code="day_before_class")}
        )


@transaction.atomic
def conclude_results(*, training_class: TrainingClass, on: datetime.date, actor: User | None) -> list[Enrolment]:
    """Give everybody whose units are all judged an outcome: passed when every unit is; the rest is left open.

    Passed units become attainments of the person. Returns those concluded now; running it again concludes nobody twice.
    """
    locked = lock_class(training_class)
    units = set(locked.module.scheme.scheme_units.values_list("unit_id", flat=True))
    concluded = []
    open_ones = roster.of_class(locked).filter(outcome="").exclude(status=EnrolmentStatus.ENDED)
    hold_owners(open_ones)
    for enrolment in open_ones.prefetch_related("unit_results"):
        outcomes = {row.unit_id: row.outcome for row in enrolment.unit_results.all() if row.unit_id in units}
        if not units or set(outcomes) != units:
            continue
        passed = all(outcome == UnitOutcome.PASSED for outcome in outcomes.values())
        enrolment.outcome = TrainingOutcome.PASSED if passed else TrainingOutcome.NOT_PASSED
        enrolment.outcome_on = on
        concluded.append(enrolment)
    if concluded:
        Enrolment.objects.bulk_update(concluded, ["outcome", "outcome_on"])
        for enrolment in concluded:
            keep_passed_units(enrolment, on)
        audit.record(actor, "training.conclude_results", [locked, *concluded], {"concluded": len(concluded)})
    return concluded
