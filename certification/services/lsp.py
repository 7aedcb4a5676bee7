"""Registering LSPs and assessors. What will be printed is refused when it holds a word that tells of custody."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification import stigma
from certification.models import Assessor, Lsp
from foundation.accounts.models import Person, User
from foundation.audit import services as audit
from training.models import Scheme

# Every field of an LSP that a certificate or the public page shows.
PRINTED = {
    "name_id": gettext_lazy("Nama LSP"),
    "name_en": gettext_lazy("Nama dalam bahasa Inggris"),
    "city": gettext_lazy("Kota kedudukan"),
    "address": gettext_lazy("Alamat"),
    "chairman": gettext_lazy("Nama Ketua"),
    "certification_manager": gettext_lazy("Nama Manajer Sertifikasi"),
}


def refuse_stigma(text: str, *, what: str) -> None:
    """Raise ValidationError `stigma` when the text, called `what` for the reader, may not stand on a certificate."""
    if words := stigma.found_in(text):
        raise ValidationError(
            _(
                "%(what)s memuat kata “%(word)s”. Nama ini tercetak di sertifikat, dan sertifikat tidak boleh "
                "menunjukkan bahwa pemegangnya pernah ditahan. Pakai nama lain."
            )
            % {"what": what, "word": words[0]},
            code="stigma",
        )


@transaction.atomic
def register_lsp(*, fields: Mapping[str, Any], schemes: Iterable[Scheme], actor: User | None) -> Lsp:
    """Add an LSP with its schemes; `fields` are columns of Lsp. Refuses names and schemes that tell of custody."""
    lsp = Lsp(**fields)
    _check(lsp, schemes := list(schemes))
    lsp.save()
    lsp.schemes.set(schemes)
    audit.record(actor, "certification.register_lsp", lsp, {"schemes": [scheme.pk for scheme in schemes]})
    return lsp


@transaction.atomic
def change_lsp(
    *, lsp: Lsp, fields: Mapping[str, Any], schemes: Iterable[Scheme] | None = None, actor: User | None
) -> Lsp:
    """Change an LSP, its schemes only when given; certificates keep what was printed on them.

    Refuses names and schemes that tell of custody.
    """
    lsp = Lsp.objects.select_for_update().get(pk=lsp.pk)
    changed = sorted(name for name, value in fields.items() if getattr(lsp, name) != value)
    for name in changed:
        setattr(lsp, name, fields[name])
    wanted = list(lsp.schemes.all() if schemes is None else schemes)
    _check(lsp, wanted)
    lsp.save()
    lsp.schemes.set(wanted)
    audit.record(
        actor, "certification.change_lsp", lsp, {"fields": changed, "schemes": [scheme.pk for scheme in wanted]}
    )
    return lsp


def _check(lsp: Lsp, schemes: Iterable[Scheme]) -> None:
    errors: dict[str, ValidationError] = {}
    for name, label in PRINTED.items():
        try:
            refuse_stigma(getattr(lsp, name), what=str(label))
        except ValidationError as error:
            errors[name] = error
    for scheme in schemes:
        try:
            refuse_scheme(scheme)
        except ValidationError as error:
            errors["schemes"] = error
    if lsp.meeting_quorum < 1:
        errors["meeting_quorum"] = ValidationError(_("Kuorum pleno paling sedikit satu orang."), code="quorum")
    if errors:
        raise ValidationError(errors)
    lsp.full_clean()


def refuse_scheme(scheme: Scheme) -> None:
    """Raise ValidationError `stigma` when the scheme's title may not stand on a certificate."""
    for title in (scheme.title_id, scheme.title_en):
        refuse_stigma(title, what=_("Judul skema “%(scheme)s”") % {"scheme": scheme})


@transaction.atomic
def person_for(*, full_name: str, staff_number: str) -> Person:
    """The person with this staff number, or a new one: an instructor who assesses as well stays one person.

    Refuses a number that belongs to somebody of another name, because independence compares persons.
    """
    full_name, staff_number = " ".join(full_name.split()), staff_number.strip()
    known = Person.objects.filter(staff_number=staff_number).first()
    if known is None:
        person = Person(full_name=full_name, staff_number=staff_number)
        person.full_clean()
        person.save()
        return person
    if known.full_name.casefold() != full_name.casefold():
        raise ValidationError(
            {
                "staff_number": ValidationError(
                    _("Nomor ini milik %(name)s. Periksa nomornya, atau tulis nama itu.") % {"name": known},
                    code="another_person",
                )
            }
        )
    return known


@transaction.atomic
def register_assessor(
    *,
    person: Person,
    met_number: str,
    valid_until: datetime.date,
    lsps: Iterable[Lsp],
    schemes: Iterable[Scheme],
    actor: User | None,
) -> Assessor:
    """Make a person an assessor with a MET number. Refuses somebody who is one already, or a number taken."""
    assessor = Assessor(person=person, met_number=_met(met_number), valid_until=valid_until)
    if Assessor.objects.filter(person=person).exists():
        raise ValidationError(
            {"person": _("%(person)s sudah terdaftar sebagai asesor. Ubah datanya.") % {"person": person}}
        )
    assessor.full_clean()
    assessor.save()
    assessor.lsps.set(lsps)
    assessor.schemes.set(schemes)
    audit.record(actor, "certification.register_assessor", assessor)
    return assessor


@transaction.atomic
def change_assessor(
    *,
    assessor: Assessor,
    met_number: str,
    valid_until: datetime.date,
    lsps: Iterable[Lsp],
    schemes: Iterable[Scheme],
    actor: User | None,
    among: Iterable[Lsp] | None = None,
) -> Assessor:
    """Change number, validity, LSPs and schemes; LSPs outside `among` (those the actor reaches) stay as they are."""
    assessor = Assessor.objects.select_for_update().get(pk=assessor.pk)
    assessor.met_number, assessor.valid_until = _met(met_number), valid_until
    assessor.full_clean()
    assessor.save()
    kept = [] if among is None else list(assessor.lsps.exclude(pk__in=[lsp.pk for lsp in among]))
    assessor.lsps.set([*kept, *lsps])
    assessor.schemes.set(schemes)
    audit.record(actor, "certification.change_assessor", assessor, {"valid_until": valid_until.isoformat()})
    return assessor


def _met(number: str) -> str:
    return " ".join(number.upper().split())
