"""Which column of a batch holds which field, and what no mapping may say."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lapas.imports import fields
from lapas.models import ColumnMemory, ImportBatch, Prison


def columns_of(batch: ImportBatch) -> dict[int, str]:
    """The batch's mapping with positions as numbers."""
    return {int(position): name for position, name in batch.mapping.items()}


def as_stored(mapping: Mapping[int, str]) -> dict[str, str]:
    return {str(position): name for position, name in mapping.items()}


def refuse_bad_mapping(batch: ImportBatch, mapping: Mapping[int, str]) -> None:
    chosen = list(mapping.values())
    for position, name in mapping.items():
        if name not in fields.FIELDS or not 0 <= position < len(batch.headers):
            raise ValidationError(_("Kolom atau isian ini tidak ada; muat ulang halaman."), code="mapping_unknown")
        if fields.is_never_kept(batch.headers[position]):
            raise ValidationError(
                _("Kolom “%(column)s” tidak disimpan di portal; kosongkan pilihannya."),
                code="mapping_never_kept",
                params={"column": batch.headers[position]},
            )
        if chosen.count(name) > 1:
            raise ValidationError(
                _("Isian “%(field)s” dipilih untuk dua kolom; sisakan satu."),
                code="mapping_twice",
                params={"field": fields.FIELDS[name].label},
            )
    if missing := [str(fields.FIELDS[name].label) for name in fields.REQUIRED if name not in chosen]:
        raise ValidationError(
            _("Pilih kolom untuk %(fields)s di daftar di bawah."),
            code="mapping_missing",
            params={"fields": _(" dan ").join(missing)},
        )


def refuse_unread_columns(batch: ImportBatch, before: Mapping[int, str], mapping: Mapping[int, str]) -> None:
    unread = [
        batch.headers[position]
        for position, name in mapping.items()
        if position not in before or (name != before[position] and "nik" in {name, before[position]})
    ]
    if unread:
        raise ValidationError(
            _("Isi kolom %(columns)s belum dibaca; pilih lagi berkas yang sama di bawah, lalu tekan “Periksa isinya”."),
            code="file_needed",
            params={"columns": ", ".join(f"“{header}”" for header in unread)},
        )


def remembered_columns(prison: Prison) -> dict[str, str]:
    """What officers of the prison said about headers: folded header → field, empty for a column that is not wanted."""
    return dict(prison.column_memories.values_list("header", "field"))


def remember_columns(batch: ImportBatch) -> None:
    """Keep the batch's mapping for the next sheet of the prison; an officer has just confirmed it.

    A header that stands twice says nothing about which of the two is meant, and is not remembered.
    """
    folded = [fields.fold(header) for header in batch.headers]
    ColumnMemory.objects.bulk_create(
        (
            ColumnMemory(prison_id=batch.prison_id, header=header, field=batch.mapping.get(str(position), ""))
            for position, header in enumerate(folded)
            if header and folded.count(header) == 1 and not fields.is_never_kept(batch.headers[position])
        ),
        update_conflicts=True,
        unique_fields=["prison", "header"],
        update_fields=["field"],
    )
