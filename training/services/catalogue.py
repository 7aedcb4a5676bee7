"""Modules: what is taught for a scheme, and how strictly its conditions are meant."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.audit import services as audit
from training.choices import FindingLevel
from training.eligibility import DEFAULT_LEVELS
from training.models import Module, Scheme


@transaction.atomic
def create_module(
    *,
    title: str,
    scheme: Scheme,
    hours_jp: int,
    days: int,
    seats: int,
    minimum_education: str = "",
    finding_levels: Mapping[str, str] | None = None,
    is_active: bool = True,
    actor: User | None,
) -> Module:
    """Add a module for a scheme. Refuses a scheme that is not active and levels that no rule knows."""
    if not scheme.is_active:
        raise ValidationError({"scheme": ValidationError(_("Skema ini tidak aktif lagi."), code="inactive")})
    module = Module.objects.create(
        title=title.strip(),
        scheme=scheme,
        hours_jp=_positive("hours_jp", hours_jp),
        days=_positive("days", days),
        seats=_positive("seats", seats),
        minimum_education=minimum_education,
        finding_levels=_known_levels(finding_levels or {}),
        is_active=is_active,
    )
    audit.record(actor, "training.create_module", [module, scheme])
    return module


@transaction.atomic
def change_module(
    *,
    module: Module,
    title: str,
    scheme: Scheme,
    hours_jp: int,
    days: int,
    seats: int,
    minimum_education: str = "",
    finding_levels: Mapping[str, str] | None = None,
    is_active: bool = True,
    actor: User | None,
) -> Module:
    """Change a module; its scheme only while no class was planned with it."""
    if scheme != module.scheme and module.classes.exists():
        raise ValidationError(
            {
                "scheme": ValidationError(
                    _("Skema tidak dapat diganti: sudah ada kelas dengan program ini. Buat program baru."),
                    code="module_in_use",
                )
            }
        )
    module.title, module.scheme, module.is_active = title.strip(), scheme, is_active
    module.hours_jp = _positive("hours_jp", hours_jp)
    module.days, module.seats = _positive("days", days), _positive("seats", seats)
    module.minimum_education = minimum_education
    module.finding_levels = _known_levels(finding_levels or {})
    module.save()
    audit.record(actor, "training.change_module", [module], {"levels": module.finding_levels})
    return module


def _positive(name: str, number: int) -> int:
    if number < 1:
        raise ValidationError({name: ValidationError(_("Isi angka paling sedikit 1."), code="not_positive")})
    return number


def _known_levels(levels: Mapping[str, str]) -> dict[str, str]:
    """Only levels that differ from what the rule means by itself are kept."""
    for code, level in levels.items():
        if code not in DEFAULT_LEVELS or level not in FindingLevel.values:
            raise ValidationError(
                _("Syarat %(code)s dengan tingkat %(level)s tidak dikenal.") % {"code": code, "level": level},
                code="unknown_level",
            )
    return {code: level for code, level in levels.items() if level != DEFAULT_LEVELS[code]}
