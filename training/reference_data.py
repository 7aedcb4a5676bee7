"""Loads the catalogue that came from public sources, and the reasons of attendance; safe to run again."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.db import transaction

from training.models import AttendanceReason, CompetencyUnit, Scheme, SchemeUnit, VocationalField

FOLDER = Path(__file__).parent / "reference"
FIRST_VERSION = 1

# code, label, short, counts as present, is excused, cancels the session
REASONS = (
    ("present", "hadir", "H", True, False, False),
    ("partial", "hadir sebagian", "HS", True, False, False),
    ("sick", "sakit", "S", False, True, False),
    ("hearing_out", "sidang atau keluar UPT", "SK", False, True, False),
    ("visit", "menerima kunjungan", "KJ", False, True, False),
    ("not_allowed", "tidak diizinkan keluar blok", "TI", False, True, False),
    ("refused", "menolak hadir", "M", False, False, False),
    ("other_task", "tugas lain", "TL", False, True, False),
    ("cancelled", "sesi batal", "B", False, True, True),
)


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@transaction.atomic
def load() -> dict[str, int]:
    """Write fields, units, schemes with their units, and attendance reasons; returns how many rows of each stand.

    A scheme is written as version 1 and its unit list once: a change of units is a new version, made by hand.
    """
    schemes, units = _rows("schemes.csv"), _rows("units.csv")
    fields = _load_fields(schemes)
    codes = _load_units(units)
    listed: dict[str, list[int]] = defaultdict(list)
    for row in sorted(units, key=lambda row: int(row["position"])):
        listed[row["scheme_code"]].append(codes[row["unit_code"]])
    for row in schemes:
        _load_scheme(row, fields[row["field_id"]], listed[row["code"]])
    for position, (code, label, short, present, excused, cancels) in enumerate(REASONS, start=1):
        AttendanceReason.objects.update_or_create(
            code=code,
            defaults={
                "label": label,
                "short": short,
                "counts_present": present,
                "is_excused": excused,
                "cancels_session": cancels,
                "position": position,
            },
        )
    return {
        "fields": len(fields),
        "units": len(codes),
        "schemes": len(schemes),
        "attendance_reasons": len(REASONS),
    }


def _load_fields(schemes: list[dict[str, str]]) -> dict[str, VocationalField]:
    return {
        row["field_id"]: VocationalField.objects.update_or_create(
            title_id=row["field_id"], defaults={"title_en": row["field_en"]}
        )[0]
        for row in schemes
    }


def _load_units(units: list[dict[str, str]]) -> dict[str, int]:
    wanted = {
        row["unit_code"]: CompetencyUnit(
            code=row["unit_code"], title_id=row["title_id"], title_en=row["title_en"], source=row["source"]
        )
        for row in units
    }
    CompetencyUnit.objects.bulk_create(
        wanted.values(),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["title_id", "title_en", "source"],
    )
    return dict(CompetencyUnit.objects.filter(code__in=wanted).values_list("code", "pk"))


def _load_scheme(row: dict[str, str], field: VocationalField, units: list[int]) -> None:
    facts: dict[str, Any] = {
        "title_id": row["title_id"],
        "title_en": row["title_en"],
        "kind": row["kind"],
        "kkni_level": int(row["kkni_level"]) if row["kkni_level"] else None,
        "field": field,
        "skkni_decree": row["skkni_decree"],
        "kbli5": row["kbli5"],
        "kbji4": row["kbji4"],
        "validity_years": int(row["validity_years"]),
        "is_complete": row["complete"] == "yes",
        "source": row["source"],
        "notes": row["notes"],
    }
    scheme, created = Scheme.objects.update_or_create(code=row["code"], version=FIRST_VERSION, defaults=facts)
    if created or not scheme.scheme_units.exists():
        SchemeUnit.objects.bulk_create(
            SchemeUnit(scheme=scheme, unit_id=unit, position=position) for position, unit in enumerate(units, start=1)
        )
