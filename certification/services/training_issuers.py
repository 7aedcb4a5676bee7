"""What a centre prints on its training certificates; words that tell of custody are refused here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy

from certification import training_numbers
from certification.models import TrainingIssuer
from certification.services.lsp import refuse_stigma
from foundation.accounts.models import User
from foundation.audit import services as audit
from training.models import TrainingCentre

# Every field that a training certificate or the public page shows.
PRINTED = {
    "name_id": gettext_lazy("Nama di sertifikat"),
    "name_en": gettext_lazy("Nama dalam bahasa Inggris"),
    "city": gettext_lazy("Kota"),
    "signatory": gettext_lazy("Nama penandatangan"),
    "signatory_title_id": gettext_lazy("Jabatan penandatangan"),
    "signatory_title_en": gettext_lazy("Jabatan dalam bahasa Inggris"),
    "number_format": gettext_lazy("Bentuk nomor"),
    "verify_base_url": gettext_lazy("Alamat pemeriksaan"),
}
FORMAT_SENTENCES = {
    "no_number": gettext_lazy("Bentuk nomor harus memuat {nomor}, tempat nomor urut dari portal."),
    "unknown_place": gettext_lazy("Pakai hanya {nomor}, {bulan} dan {tahun} di antara kurung kurawal."),
    "too_long": gettext_lazy("Bentuk nomor ini terlalu panjang; nomor jadi paling panjang 60 huruf."),
}


@transaction.atomic
def set_training_issuer(*, centre: TrainingCentre, fields: Mapping[str, Any], actor: User | None) -> TrainingIssuer:
    """Say or change what the centre prints from now on; certificates keep what was printed on them.

    Refuses words that tell of custody, and a number format that cannot make numbers.
    """
    TrainingCentre.objects.select_for_update().get(pk=centre.pk)
    issuer = TrainingIssuer.objects.filter(centre=centre).first() or TrainingIssuer(centre=centre)
    changed = sorted(name for name, value in fields.items() if getattr(issuer, name) != value)
    for name in changed:
        setattr(issuer, name, fields[name])
    errors: dict[str, ValidationError] = {}
    for name, label in PRINTED.items():
        try:
            refuse_stigma(getattr(issuer, name), what=str(label))
        except ValidationError as error:
            errors[name] = error
    try:
        training_numbers.refuse_format(issuer.number_format)
    except training_numbers.FormatRefused as reason:
        code = str(reason)
        errors["number_format"] = ValidationError(FORMAT_SENTENCES[code], code=code)
    if errors:
        raise ValidationError(errors)
    issuer.full_clean()
    issuer.save()
    audit.record(actor, "certification.set_training_issuer", [issuer, centre], {"fields": changed})
    return issuer
