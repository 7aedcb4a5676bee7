"""What given facts would change about a person: the comparison that preview and writing share; writes nothing."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation import clock
from lapas import names, nik, register, sealed
from lapas.choices import DateKind, FactSource, NikStatus
from lapas.models import DateFact, Inmate, Prison, RegisterNumber

# What a sheet or a form may say about a person; "nik" and "register_number" come besides, as text.
FACT_FIELDS = frozenset(
    {
        "name",
        "patronymic",
        "alias",
        "sex",
        "birth_place",
        "birth_date",
        "education",
        "legal_status",
        "block",
        "cell",
        "admitted_on",
        "sentence_years",
        "sentence_months",
        "sentence_days",
        "security_level",
        "fit_for_work",
        "fit_for_work_on",
        "interests",
        "guardian_consent_on",
        "pickup_plan",
    }
)
COLUMNS: dict[str, Any] = {column.name: column for column in Inmate._meta.concrete_fields}
_CHOICES = {name: dict(COLUMNS[name].flatchoices) for name in FACT_FIELDS}
FIRST_BIRTH = datetime.date(1900, 1, 1)
_WRITTEN_NAMES = frozenset({"name", "patronymic", "alias", "birth_place"})


@dataclass(frozen=True)
class GivenDate:
    """A date as given, with what a letter says besides; `date` is None where the fact is withdrawn."""

    date: datetime.date | None
    release_kind: str = ""
    letter_number: str = ""


@dataclass(frozen=True)
class Change:
    """One difference in words for people: field name or date kind, value before, value after. A NIK is never in it."""

    field: str
    before: str
    after: str


@dataclass
class Plan:
    """What differs: checked values by column, the NIK as read, the new register number, dates by kind; in words."""

    values: dict[str, Any] = field(default_factory=dict)
    nik: nik.NikReading | None = None
    register_number: str = ""
    dates: dict[str, GivenDate] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)


def make_plan(
    inmate: Inmate,
    fields: Mapping[str, Any],
    dates: Mapping[str, datetime.date | GivenDate | None],
    as_of: datetime.date,
    source: str,
    known: Mapping[str, DateFact],
    *,
    asked: bool = False,
) -> Plan:
    """Compare what is said with what is kept; the rules of `facts.apply_facts`. Raises ValidationError, by field.

    `asked`: the caller has already looked for others with this register number or NIK, for many people at once. What
    is planned for somebody who is not kept yet has no words of before and after: nobody reads them.
    """
    plan = Plan()
    from_sheet = source == FactSource.IMPORT
    only_gaps = from_sheet and inmate.data_as_of is not None and as_of < inmate.data_as_of
    _plan_fields(plan, inmate, fields, from_sheet, only_gaps)
    _refuse_impossible_birth(plan.values.get("birth_date"), as_of if from_sheet else None)
    _plan_nik(plan, inmate, fields, from_sheet, only_gaps, asked)
    number = str(fields.get("register_number") or "")
    if number and inmate.pk and not only_gaps:
        number = register.read(number)
        if register.normalise(number) != register.normalise(inmate.register_number):
            if not asked:
                refuse_taken_number(inmate.prison, number)
            plan.register_number = number
            plan.changes.append(Change("register_number", inmate.register_number, number))
    for kind, value in dates.items():
        given = value if isinstance(value, GivenDate) else GivenDate(value)
        if _date_differs(known.get(kind), given, as_of, from_sheet):
            plan.dates[DateKind(kind)] = given
            before = known[kind].date if kind in known else None
            plan.changes.append(
                Change(str(kind), _words(before), _words(given.date)) if inmate.pk else _unsaid(str(kind))
            )
    return plan


def refuse_taken_number(prison: Prison, number: str) -> None:
    """Raises ValidationError when somebody has the register number in the prison now."""
    taken = RegisterNumber.objects.filter(prison=prison, normalised=register.normalise(number), until_date__isnull=True)
    if taken.exists():
        raise ValidationError(
            _("Nomor register %(number)s sudah dipakai penghuni lain di UPT ini; periksa kembali."),
            code="register_taken",
            params={"number": number},
        )


def refuse_taken_nik(inmate: Inmate, digits: str) -> None:
    """Raises ValidationError when another person has the NIK; it does not say who, for that may be elsewhere."""
    if Inmate.objects.with_nik(digits).exclude(pk=inmate.pk).exists():
        raise ValidationError(
            _("NIK ini sudah tercatat pada penghuni lain. Periksa kartu; mungkin orang yang sama tercatat dua kali."),
            code="nik_taken",
        )


def _plan_fields(plan: Plan, inmate: Inmate, fields: Mapping[str, Any], from_sheet: bool, only_gaps: bool) -> None:
    unknown = set(fields) - FACT_FIELDS - {"nik", "register_number"}
    if unknown:
        raise TypeError(f"Not a fact that the registry keeps: {', '.join(sorted(unknown))}")
    for name, value in fields.items():
        if name not in FACT_FIELDS:
            continue
        before = getattr(inmate, name)
        if isinstance(value, str):
            value = names.tidy(value)
        empty = value is None or value == ""
        if empty and (from_sheet or name in {"name", "legal_status"}):
            if name == "name" and not from_sheet:
                raise ValidationError({"name": ValidationError(_("Nama harus diisi."), code="name_missing")})
            continue
        if empty:
            value = "" if isinstance(before, str) else None
        if value == before or (only_gaps and before not in ("", None)):
            continue
        if from_sheet and name in _WRITTEN_NAMES and value.casefold() == before.casefold():
            continue
        plan.values[name] = value
    _check(plan)
    if inmate.pk is None:
        plan.changes = [_unsaid(name) for name in plan.values]
    else:
        plan.changes = [
            Change(name, _shown(name, getattr(inmate, name)), _shown(name, value))
            for name, value in plan.values.items()
        ]


def _check(plan: Plan) -> None:
    """Put the checked values in the place of the given ones; what `Model.clean_fields` does, for these fields only."""
    errors: dict[str, Any] = {}
    for name, value in plan.values.items():
        column = COLUMNS[name]
        if value in column.empty_values and column.blank:
            continue
        try:
            plan.values[name] = _cleaned(name, value)
        except ValidationError as error:
            errors[name] = error.error_list
    if errors:
        raise ValidationError(errors)


@lru_cache(maxsize=64)
def _unsaid(name: str) -> Change:
    """A change of somebody who is not kept yet."""
    return Change(name, "", "")


@lru_cache(maxsize=16_384, typed=True)
def _cleaned(name: str, value: Any) -> Any:
    """The value as the column takes it; sheets say the same schools, blocks and days again and again."""
    return COLUMNS[name].clean(value, None)


def _refuse_impossible_birth(birth_date: datetime.date | None, sheet_as_of: datetime.date | None) -> None:
    # The clock is asked only for a date after the sheet's own, which is never in the future.
    if birth_date is None or (sheet_as_of is not None and FIRST_BIRTH <= birth_date <= sheet_as_of):
        return
    if not FIRST_BIRTH <= birth_date <= clock.today():
        raise ValidationError(
            {"birth_date": ValidationError(_("Tanggal lahir tidak mungkin; periksa tahunnya."), code="birth_date")}
        )


def _plan_nik(
    plan: Plan, inmate: Inmate, fields: Mapping[str, Any], from_sheet: bool, only_gaps: bool, asked: bool
) -> None:
    if fields.get("nik") is None:
        return
    try:
        reading = nik.read(str(fields["nik"]), synthetic_allowed=settings.DEMO)
        if reading.digits and inmate.nik_index not in sealed.indexes_of(reading.digits):
            if only_gaps and inmate.nik_index:
                return
            if not asked:
                refuse_taken_nik(inmate, reading.digits)
        elif reading.digits or reading.status == inmate.nik_status:
            return
        elif inmate.nik_status != NikStatus.NONE and (from_sheet or reading.status == NikStatus.PLACEHOLDER):
            # "00000" or an empty cell says less than what is known.
            return
    except ValidationError as refusal:
        raise ValidationError({"nik": refusal}) from refusal
    plan.nik = reading
    if inmate.pk:
        plan.changes.append(Change("nik", str(inmate.get_nik_status_display()), str(reading.status.label)))
    else:
        plan.changes.append(_unsaid("nik"))


def _date_differs(current: DateFact | None, given: GivenDate, as_of: datetime.date, from_sheet: bool) -> bool:
    if current is None:
        return given.date is not None
    if from_sheet:
        return given.date is not None and given.date != current.date and as_of >= current.as_of
    letter = (current.date, current.release_kind, current.letter_number)
    return letter != (given.date, given.release_kind, given.letter_number)


def _shown(name: str, value: Any) -> str:
    choices = _CHOICES.get(name)
    return str(choices.get(value, value)) if choices and value else _words(value)


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, datetime.date):
        return value.strftime("%d-%m-%Y")
    return str(value)
