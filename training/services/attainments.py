"""What a person holds: written by hand for papers from before, from above by a decision, and when a seat ends."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from lapas.models import Inmate
from training.choices import AttainmentSource, UnitOutcome
from training.models import Attainment, CompetencyUnit, Enrolment, Scheme


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
    if unit is not None and not scheme.scheme_units.filter(unit=unit).exists():
        raise ValidationError(
            _("Unit %(unit)s tidak ada dalam skema %(scheme)s.") % {"unit": unit.code, "scheme": scheme},
            code="unit_not_in_scheme",
        )
    if on > clock.today(inmate.prison.timezone):
        raise ValidationError(_("Tanggal kompetensi tidak boleh di masa depan."), code="future")
    attainment, created = Attainment.objects.get_or_create(
        inmate=inmate, scheme=scheme, unit=unit, source=source, on=on, defaults={"reference": reference}
    )
    if created:
        audit.record(actor, "training.attain", [inmate, scheme], {"source": str(source), "whole": unit is None})
    return attainment


def keep_passed_units(enrolment: Enrolment, on: datetime.date) -> list[Attainment]:
    """Turn the units passed in a seat that ends into attainments of the person, so that nothing learnt is lost."""
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
