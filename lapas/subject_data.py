"""Everything kept about one person, over all floors: the rows of every part, and what an app adds besides.

Rows of `merging.parts()` come by themselves with the columns that have a name for people; what hangs on them further
an app adds in `subject_file.py` with `sections(people)`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from foundation.collect import offered
from lapas import nik, sealed
from lapas.models import Inmate, InmateMerge
from lapas.parts import all_parts

# Columns without a name of their own on the model.
NAMES: dict[str, Any] = {
    "number": _("nomor"),
    "from_date": _("sejak"),
    "until_date": _("sampai"),
    "recorded_at": _("dicatat pada"),
    "superseded_at": _("diganti pada"),
    "prison": _("UPT"),
    "training_class": _("kelas"),
    "scheme": _("skema"),
    "unit": _("unit"),
    "person": _("orang"),
    "capacity": _("kapasitas"),
    "on": _("tanggal"),
    "act": _("surat"),
    "exam": _("uji"),
    "facts": _("isi sertifikat"),
    "findings": _("temuan syarat"),
    "changes": _("perubahan"),
    "reserve_position": _("urutan cadangan"),
    "lsp": _("LSP"),
    "centre": _("balai"),
    "kind": _("jenis"),
    "merged_at": _("digabung pada"),
    "state_since": _("status sejak"),
    "alias": _("alias"),
    "status": _("status"),
    "outcome": _("hasil"),
    "meeting": _("rapat pleno"),
    "certificate": _("sertifikat"),
    "former_certificate": _("sertifikat yang sudah diganti"),
    "carried_over": _("dibawa dari uji sebelumnya"),
    "submitted_at": _("lembar hasil diserahkan pada"),
    "sheet_serial": _("nomor blangko"),
    "before": _("sebelumnya"),
    "created_at": _("dibuat pada"),
    "updated_at": _("diubah terakhir"),
}
# Ours and not the person's: keys, folded copies, sealed text, who typed.
_LEFT_OUT = frozenset({"id", "uuid", "inmate", "search_key", "nik_cipher", "nik_index", "merged_into", "content"})


# (label, value) pairs.
Row = list[tuple[str, Any]]


@dataclass(frozen=True)
class Section:
    """Rows of one kind; a value is in words, or the facts of a certificate as they are."""

    title: str
    rows: list[Row]


def subject_data(inmate: Inmate) -> list[Section]:
    """All sections of the prison about the person and the rows that were merged into the person's.

    The NIK is masked: a file is copied and carried about, and in full it is shown with a reason and nowhere else.
    """
    people = rows_of_one(inmate)
    found = [Section(_t("Data diri"), [_person(one) for one in people])]
    found += [
        Section(str(part.label), rows_of(part.model._default_manager.filter(inmate__in=people)))
        for part in all_parts()
        if not part.told_by_holder
    ]
    found.append(Section(_t("Penggabungan catatan"), rows_of(InmateMerge.objects.filter(kept__in=people))))
    for sections in offered("subject_file", "sections"):
        found += sections(people)
    return [section for section in found if section.rows]


def rows_of_one(inmate: Inmate) -> list[Inmate]:
    """The person's row and every row that was merged into it, however often it was merged on."""
    people, last = [inmate], [inmate]
    while last := list(Inmate.objects.filter(merged_into__in=last).order_by("pk")):
        people += last
    return people


def rows_of(rows: models.QuerySet[Any], *, without: Iterable[str] = ()) -> list[Row]:
    """The named columns of the rows with what stands in them, empty ones left out; other people's accounts too.

    Times are of the zone in force; whoever collects says once which one it is.
    """
    columns = [
        column
        for column in rows.model._meta.concrete_fields
        if column.name not in _LEFT_OUT and column.name not in without and _label(column) and not _is_account(column)
    ]
    related = [column.name for column in columns if column.is_relation]
    listed = rows.order_by("pk").select_related(*related) if related else rows.order_by("pk")
    return [[(_label(c), value) for c in columns if (value := _value(row, c))] for row in listed]


def _person(inmate: Inmate) -> Row:
    (row,) = rows_of(Inmate.objects.filter(pk=inmate.pk))
    name = _label(Inmate._meta.get_field("name"))
    row.sort(key=lambda pair: pair[0] != name)
    if inmate.nik_cipher:
        shown = nik.mask(sealed.unseal(inmate.nik_cipher, place=sealed.place_of(inmate.uuid)))
        row.append((_t("NIK"), _t("%(masked)s (lengkap: diperlihatkan UPT bila diminta)") % {"masked": shown}))
    return row


def _is_account(column: models.Field[Any, Any]) -> bool:
    model = column.related_model
    return model is not None and model._meta.label == settings.AUTH_USER_MODEL


def _label(column: models.Field[Any, Any]) -> str:
    given = str(column.verbose_name)
    if given == column.name.replace("_", " "):
        given = str(NAMES.get(column.name, ""))
    return str(capfirst(given))


def _value(row: models.Model, column: models.Field[Any, Any]) -> Any:
    value = getattr(row, column.name)
    if value in (None, "", [], {}):
        return ""
    if column.flatchoices:
        return str(dict(column.flatchoices).get(value, value))
    if column.name == "facts":
        return value
    return in_words(value)


def in_words(value: Any) -> str:
    """A value as the file says it; a mapping or list is spelt out."""
    if isinstance(value, bool):
        return _t("ya") if value else _t("tidak")
    if isinstance(value, datetime.datetime):
        return f"{value.astimezone(timezone.get_current_timezone()):%d-%m-%Y %H.%M}"
    if isinstance(value, datetime.date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, dict) and "text" in value:
        return str(value["text"])
    if isinstance(value, dict):
        return "; ".join(f"{name}: {in_words(one)}" for name, one in value.items() if one not in (None, "", [], {}))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(in_words(one) for one in value)
    return str(value)
