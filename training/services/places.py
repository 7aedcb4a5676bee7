"""Corners inside prisons and centres outside: opened, changed, closed."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.audit import services as audit
from lapas.models import Prison
from training.models import TrainingCentre, TrainingClass, TrainingCorner, VocationalField


@transaction.atomic
def open_corner(
    *, prison: Prison, name: str, fields: Collection[VocationalField], seats: int, actor: User | None
) -> TrainingCorner:
    """Open a corner in a prison for at least one field. Refuses a name that the prison has already."""
    corner = TrainingCorner(prison=prison, name=name.strip(), seats=seats)
    _refuse_empty(fields, seats)
    corner.validate_constraints()
    corner.save()
    corner.fields.set(fields)
    audit.record(actor, "training.open_corner", [corner, prison], {"seats": seats})
    return corner


@transaction.atomic
def change_corner(
    *,
    corner: TrainingCorner,
    name: str,
    fields: Collection[VocationalField],
    seats: int,
    is_active: bool,
    actor: User | None,
) -> TrainingCorner:
    """Change a corner. Refuses to take away what its open classes use: seats, a field, the corner itself."""
    corner.name, corner.seats, corner.is_active = name.strip(), seats, is_active
    _refuse_empty(fields, seats)
    corner.validate_constraints()
    in_use = list(TrainingClass.objects.open().filter(corner=corner).select_related("module__scheme"))
    if in_use and not is_active:
        raise ValidationError(
            {
                "is_active": ValidationError(
                    _("Pojok ini masih mempunyai kelas yang belum selesai."), code="corner_in_use"
                )
            }
        )
    largest = max((row.seats for row in in_use), default=0)
    if seats < largest:
        raise ValidationError(
            {
                "seats": ValidationError(
                    _("Ada kelas dengan %(seats)d kursi di pojok ini.") % {"seats": largest}, code="seats_in_use"
                )
            }
        )
    taught = {row.module.scheme.field_id for row in in_use}
    if missing := taught - {field.pk for field in fields}:
        titles = VocationalField.objects.filter(pk__in=missing).values_list("title_id", flat=True)
        raise ValidationError(
            {
                "fields": ValidationError(
                    _("Masih ada kelas kejuruan %(titles)s di pojok ini.") % {"titles": ", ".join(titles)},
                    code="field_in_use",
                )
            }
        )
    corner.save()
    corner.fields.set(fields)
    audit.record(actor, "training.change_corner", [corner], {"seats": seats, "is_active": is_active})
    return corner


@transaction.atomic
def register_centre(*, code: str, name: str, kind: str, city: str, actor: User | None) -> TrainingCentre:
    """Register a training centre under its own code."""
    centre = TrainingCentre(code=code.strip().upper(), name=name.strip(), kind=kind, city=city.strip())
    centre.full_clean()
    centre.save()
    audit.record(actor, "training.register_centre", [centre])
    return centre


@transaction.atomic
def change_centre(
    *, centre: TrainingCentre, code: str, name: str, kind: str, city: str, is_active: bool, actor: User | None
) -> TrainingCentre:
    """Change a centre. Refuses to close one that still delivers classes."""
    if not is_active and TrainingClass.objects.open().filter(centre=centre).exists():
        raise ValidationError(
            {
                "is_active": ValidationError(
                    _("Balai ini masih menyelenggarakan kelas yang belum selesai."), code="centre_in_use"
                )
            }
        )
    centre.code, centre.name, centre.kind = code.strip().upper(), name.strip(), kind
    centre.city, centre.is_active = city.strip(), is_active
    centre.full_clean()
    centre.save()
    audit.record(actor, "training.change_centre", [centre], {"is_active": is_active})
    return centre


def _refuse_empty(fields: Collection[VocationalField], seats: int) -> None:
    if not fields:
        raise ValidationError({"fields": ValidationError(_("Pilih paling sedikit satu kejuruan."), code="no_field")})
    if seats < 1:
        raise ValidationError({"seats": ValidationError(_("Isi angka paling sedikit 1."), code="not_positive")})
