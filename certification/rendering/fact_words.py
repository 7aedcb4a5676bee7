"""The facts of a certificate in Indonesian words, line by line, for people who read a file and not a page."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

# In the order in which a reader looks for them; a pair stands on one line, Indonesian and English.
LABELS: dict[str, Any] = {
    "name": _("Nama"),
    "number": _("Nomor sertifikat"),
    "registration_number": _("Nomor registrasi"),
    "field_id": _("Bidang"),
    "scheme_id": _("Skema"),
    "programme_id": _("Program pelatihan"),
    "units": _("Unit"),
    "total_hours": _("Lama pelatihan"),
    "started_on": _("Mulai pelatihan"),
    "ended_on": _("Selesai pelatihan"),
    "issued_on": _("Diterbitkan"),
    "city": _("Tempat terbit"),
    "validity_years": _("Masa berlaku"),
    "valid_until": _("Berlaku sampai"),
    "lsp_id": _("LSP"),
    "licence": _("Lisensi"),
    "centre_id": _("Balai"),
    "phone": _("Telepon"),
    "chairman": _("Ketua"),
    "certification_manager": _("Manajer sertifikasi"),
    "signatory": _("Penanda tangan"),
    "signatory_title_id": _("Jabatan"),
    "code": _("Kode pemeriksaan"),
    "verify_base_url": _("Alamat pemeriksaan"),
    "kind": _("Jenis"),
    "version": _("Versi isi"),
}
KINDS: dict[str, Any] = {"competency": _("sertifikat kompetensi"), "training": _("sertifikat pelatihan")}


def facts_in_words(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Every fact that says something, (label, value); a fact without a label here keeps its own name."""
    return list(_lines(facts))


def _lines(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    paired = {f"{name.removesuffix('_id')}_en" for name in facts if name.endswith("_id")}
    order = [name for name in LABELS if name in facts] + [name for name in facts if name not in LABELS]
    for name in order:
        if name in paired or facts[name] in (None, "", [], {}):
            continue
        english = facts.get(f"{name.removesuffix('_id')}_en", "") if name.endswith("_id") else ""
        yield str(LABELS.get(name, name)), _value(name, facts[name], english)


def _value(name: str, value: Any, english: str) -> str:
    if name == "units":
        return "\n".join(_unit(unit) for unit in value)
    if name == "kind":
        return str(KINDS.get(value, value))
    if name == "total_hours":
        return _t("%(hours)s JP") % {"hours": value}
    if name == "validity_years":
        return _t("%(years)s tahun") % {"years": value}
    if name.endswith(("_on", "_until")):
        return f"{datetime.date.fromisoformat(value):%d-%m-%Y}"
    return _both(str(value), english)


def _unit(unit: Mapping[str, Any]) -> str:
    hours = _t(", %(hours)s JP") % {"hours": unit["hours"]} if unit.get("hours") else ""
    return f"{unit['code']} {_both(unit['title_id'], unit.get('title_en', ''))}{hours}"


def _both(indonesian: str, english: str) -> str:
    return f"{indonesian} ({english})" if english and english != indonesian else indonesian
