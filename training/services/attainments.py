"""What a person holds: written by hand for papers from before, from above by a decision, and when a seat ends."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from lapas.models import Inmate
from lapas.services.holding import refuse_merged
from training.choices import AttainmentSource, UnitOutcome
from training.models import Attainment, CompetencyUnit, Enrolment, Scheme

BATCH = 500


@transaction.atomic
def record_attainment(
    *,
    inmate: Inmate,
    scheme: Scheme,
    on: datetime.date,
    source: AttainmentSource | str,
    unit: CompetencyUnit | None = None,
    reference: str = "",
    actor: User | None,
) -> Attainment:
    """Write that the inmate holds the unit, or the whole scheme without one; the same fact again is the same row.

    Refuses a unit that is not in the scheme, and a day that has not come.
    """
    record_attainments(scheme=scheme, held=[(inmate, unit)], on=on, source=source, reference=reference, actor=actor)
    return Attainment.objects.get(inmate=inmate, scheme=scheme, unit=unit, source=source, on=on)


@transaction.atomic
def record_attainments(
    *,
    scheme: Scheme,
    held: Collection[tuple[Inmate, CompetencyUnit | None]],
    on: datetime.date,
    source: AttainmentSource | str,
    reference: str = "",
    actor: User | None,
) -> int:
    """Write what many people hold since the same day, each a unit or (None) the whole scheme; returns how many are new.

    All or none; refuses as `record_attainment` does.
    """
    known = set(scheme.scheme_units.values_list("unit_id", flat=True))
    people = {inmate.pk: inmate for inmate, _unit in held}
    refuse_merged(*people.values())
    for _inmate, unit in held:
        if unit is not None and unit.pk not in known:
            raise ValidationError(
                _("Unit %(unit)s tidak ada dalam skema %(scheme)s.") % {"unit": unit.code, "scheme": scheme},
                code="unit_not_in_scheme",
            )
    if any(on > clock.today(zone) for zone in {inmate.prison.timezone for inmate in people.values()}):
        raise ValidationError(_("Tanggal kompetensi tidak boleh di masa depan."), code="future")
    there = set(
        Attainment.objects.filter(inmate__in=people, scheme=scheme, source=source, on=on).values_list(
            "inmate_id", "unit_id"
        )
    )
    fresh = [(inmate, unit) for inmate, unit in held if (inmate.pk, unit.pk if unit else None) not in there]
    # Somebody else may write the same fact in this moment: then it is there, and that is all that was wanted.
    Attainment.objects.bulk_create(
        (
            Attainment(inmate=inmate, scheme=scheme, unit=unit, on=on, source=source, reference=reference)
            for inmate, unit in fresh
        ),
        ignore_conflicts=True,
        batch_size=BATCH,
    )
    if fresh:
        subjects = {inmate.pk: inmate for inmate, _unit in fresh}
        whole = sum(unit is None for _inmate, unit in fresh)
        audit.record(
            actor,
            "training.attain",
            [*subjects.values(), scheme],
            {"source": str(source), "units": len(fresh) - whole, "whole": whole},
        )
    return len(fresh)


def keep_passed_units(enrolment: Enrolment, on: datetime.date) -> list[Attainment]:
    """Turn the units passed in a seat that ends into attainments of the person, so that nothing learnt is lost.

    The caller holds the person.
    """
    scheme = enrolment.training_class.module.scheme
    passed = enrolment.unit_results.filter(outcome=UnitOutcome.PASSED).select_related("unit")
    Attainment.objects.bulk_create(
        (
            Attainment(
                inmate_id=enrolment.inmate_id,
                scheme=scheme,
                unit=result.unit,
                on=min(result.judged_on, on),
                source=AttainmentSource.TRAINING,
                reference=str(enrolment.training_class)[:120],
            )
            for result in passed
        ),
        ignore_conflicts=True,
    )
    return list(
        Attainment.objects.filter(
            inmate_id=enrolment.inmate_id, scheme=scheme, unit__isnull=False, source=AttainmentSource.TRAINING
        )
    )
