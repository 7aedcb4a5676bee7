"""Facts about one person compared with what is kept, and written: the shared core of pages, import and demo.

These functions are parts of a larger act: they record nothing in the trail, whoever calls them records one event.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from lapas import names, nik, register, release, sealed
from lapas.choices import DateKind, EventKind, FactSource, NikStatus
from lapas.models import CustodyEvent, DateFact, Inmate, Prison, RegisterNumber

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
_IN_SEARCH_KEY = frozenset({"name", "patronymic", "alias", "register_number"})
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
class _Plan:
    values: dict[str, Any] = field(default_factory=dict)
    nik: nik.NikReading | None = None
    register_number: str = ""
    dates: dict[str, GivenDate] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)


def plan_facts(
    *,
    inmate: Inmate,
    fields: Mapping[str, Any],
    dates: Mapping[str, datetime.date | GivenDate | None],
    as_of: datetime.date,
    source: str,
    known: Mapping[str, DateFact] | None = None,
) -> list[Change]:
    """What `apply_facts` with the same arguments would change; writes nothing, raises the same refusals."""
    return _plan(inmate, fields, dates, as_of, source, _known(inmate, known)).changes


@transaction.atomic
def apply_facts(
    *,
    inmate: Inmate,
    fields: Mapping[str, Any],
    dates: Mapping[str, datetime.date | GivenDate | None],
    as_of: datetime.date,
    source: str,
    actor: User | None,
    known: Mapping[str, DateFact] | None = None,
) -> list[Change]:
    """Write what differs and return it; `fields` are FACT_FIELDS, "nik" and "register_number", `dates` by DateKind.

    From an import an empty value says nothing, a sheet older than the data kept only fills gaps, and a name that
    differs only in capitals is the same. From a person an empty value empties, and None withdraws a date.
    `known` are the current DateFacts by kind where the caller has them already. Raises ValidationError, by field.
    """
    known = _known(inmate, known)
    plan = _plan(inmate, fields, dates, as_of, source, known)
    for name, value in plan.values.items():
        setattr(inmate, name, value)
    if plan.nik is not None:
        write_nik(inmate, plan.nik)
    if plan.register_number:
        switch_register_number(inmate, plan.register_number, on=as_of)
    _write_dates(inmate, plan.dates, known, as_of, source, actor)
    moved = _move_data_age(inmate, as_of, source)
    if plan.changes or moved:
        refresh_search_key(inmate)
        inmate.save()
    return plan.changes


@transaction.atomic
def enter_inmate(
    *,
    prison: Prison,
    register_number: str,
    fields: Mapping[str, Any],
    dates: Mapping[str, datetime.date | GivenDate | None],
    as_of: datetime.date,
    source: str,
    actor: User | None,
    is_synthetic: bool = False,
) -> Inmate:
    """Add a person to the registry with a register number, given dates and, when known, the day of admission.

    Refuses a missing name, a register number that somebody in this prison has, and a NIK that somebody has.
    """
    number = register.read(register_number)
    refuse_taken_number(prison, number)
    inmate = Inmate(prison=prison, register_number=number, is_synthetic=is_synthetic, data_source=source)
    plan = _plan(inmate, fields, dates, as_of, source, {})
    for name, value in plan.values.items():
        setattr(inmate, name, value)
    if not inmate.name:
        raise ValidationError({"name": ValidationError(_("Nama harus diisi."), code="name_missing")})
    if plan.nik is not None:
        write_nik(inmate, plan.nik)
    inmate.data_as_of = as_of
    choose_release(inmate, {kind: given.date for kind, given in plan.dates.items() if given.date})
    refresh_search_key(inmate)
    inmate.save(force_insert=True)
    RegisterNumber.objects.create(
        inmate=inmate,
        prison=prison,
        number=number,
        normalised=register.normalise(number),
        from_date=inmate.admitted_on,
    )
    now = clock.now()
    DateFact.objects.bulk_create(
        _date_fact(inmate, kind, given, as_of, source, actor, now) for kind, given in plan.dates.items()
    )
    if inmate.admitted_on:
        CustodyEvent.objects.create(
            inmate=inmate,
            kind=EventKind.ADMITTED,
            on=inmate.admitted_on,
            prison=prison,
            source=source,
            recorded_by=actor,
            recorded_at=now,
        )
    return inmate


def current_dates(inmate: Inmate) -> dict[str, DateFact]:
    """The current facts of the person by kind."""
    return {fact.kind: fact for fact in inmate.date_facts.current()}


def refuse_taken_number(prison: Prison, number: str) -> None:
    """Raises ValidationError when somebody has the register number in the prison now."""
    taken = RegisterNumber.objects.filter(prison=prison, normalised=register.normalise(number), until_date__isnull=True)
    if taken.exists():
        raise ValidationError(
            _("Nomor register %(number)s sudah dipakai penghuni lain di UPT ini; periksa kembali."),
            code="register_taken",
            params={"number": number},
        )


def switch_register_number(inmate: Inmate, number: str, *, on: datetime.date) -> None:
    """End the open register numbers and give the new one in the person's prison; the caller saves the person."""
    refuse_taken_number(inmate.prison, number)
    inmate.register_numbers.filter(until_date__isnull=True).update(until_date=on)
    RegisterNumber.objects.create(
        inmate=inmate, prison=inmate.prison, number=number, normalised=register.normalise(number), from_date=on
    )
    inmate.register_number = number


def write_nik(inmate: Inmate, reading: nik.NikReading) -> None:
    """Put the sealed NIK, its index and status on the person; the caller saves."""
    inmate.nik_status = reading.status
    inmate.nik_cipher = sealed.seal(reading.digits, place=sealed.place_of(inmate.uuid)) if reading.digits else ""
    inmate.nik_index = sealed.index_of(reading.digits) if reading.digits else None


def refuse_taken_nik(inmate: Inmate, digits: str) -> None:
    """Raises ValidationError when another person has the NIK; it does not say who, for that may be elsewhere."""
    if Inmate.objects.with_nik(digits).exclude(pk=inmate.pk).exists():
        raise ValidationError(
            _("NIK ini sudah tercatat pada penghuni lain. Periksa kartu; mungkin orang yang sama tercatat dua kali."),
            code="nik_taken",
        )


def choose_release(inmate: Inmate, given: Mapping[str, datetime.date]) -> None:
    """Store the earliest release chosen among the given dates; the caller saves."""
    chosen = release.choose(given)
    inmate.earliest_release = chosen.date
    inmate.earliest_release_basis = chosen.basis
    inmate.expiry = chosen.expiry
    inmate.two_thirds_unknown = chosen.two_thirds_unknown


def refresh_search_key(inmate: Inmate) -> None:
    inmate.search_key = names.search_key_of(
        name=inmate.name,
        patronymic=inmate.patronymic,
        alias=inmate.alias,
        register_number=inmate.register_number,
    )


def _known(inmate: Inmate, known: Mapping[str, DateFact] | None) -> Mapping[str, DateFact]:
    return current_dates(inmate) if known is None else known


def _plan(
    inmate: Inmate,
    fields: Mapping[str, Any],
    dates: Mapping[str, datetime.date | GivenDate | None],
    as_of: datetime.date,
    source: str,
    known: Mapping[str, DateFact],
) -> _Plan:
    plan = _Plan()
    from_sheet = source == FactSource.IMPORT
    only_gaps = from_sheet and inmate.data_as_of is not None and as_of < inmate.data_as_of
    _plan_fields(plan, inmate, fields, from_sheet, only_gaps)
    _plan_nik(plan, inmate, fields, from_sheet, only_gaps)
    number = str(fields.get("register_number") or "")
    if number and inmate.pk and not only_gaps:
        number = register.read(number)
        if register.normalise(number) != register.normalise(inmate.register_number):
            plan.register_number = number
            plan.changes.append(Change("register_number", inmate.register_number, number))
    for kind, value in dates.items():
        given = value if isinstance(value, GivenDate) else GivenDate(value)
        if _date_differs(known.get(kind), given, as_of, from_sheet):
            plan.dates[DateKind(kind)] = given
            before = known[kind].date if kind in known else None
            plan.changes.append(Change(str(kind), _words(before), _words(given.date)))
    return plan


def _plan_fields(plan: _Plan, inmate: Inmate, fields: Mapping[str, Any], from_sheet: bool, only_gaps: bool) -> None:
    unknown = set(fields) - FACT_FIELDS - {"nik", "register_number"}
    if unknown:
        raise TypeError(f"Not a fact that the registry keeps: {', '.join(sorted(unknown))}")
    probe = Inmate(prison_id=inmate.prison_id)
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
        setattr(probe, name, value)
        plan.changes.append(Change(name, _shown(inmate, name), ""))
    if plan.values:
        kept = {column.name for column in Inmate._meta.fields} - set(plan.values)
        probe.clean_fields(exclude=kept)
        # Only a checked value has words.
        plan.values = {name: getattr(probe, name) for name in plan.values}
        plan.changes = [Change(one.field, one.before, _shown(probe, one.field)) for one in plan.changes]
    _refuse_impossible_birth(plan.values.get("birth_date"))


def _refuse_impossible_birth(birth_date: datetime.date | None) -> None:
    if birth_date is not None and not datetime.date(1900, 1, 1) <= birth_date <= clock.today():
        raise ValidationError(
            {"birth_date": ValidationError(_("Tanggal lahir tidak mungkin; periksa tahunnya."), code="birth_date")}
        )


def _plan_nik(plan: _Plan, inmate: Inmate, fields: Mapping[str, Any], from_sheet: bool, only_gaps: bool) -> None:
    if fields.get("nik") is None:
        return
    try:
        reading = nik.read(str(fields["nik"]), synthetic_allowed=settings.DEMO)
        if reading.digits and sealed.index_of(reading.digits) != inmate.nik_index:
            if only_gaps and inmate.nik_index:
                return
            refuse_taken_nik(inmate, reading.digits)
        elif reading.digits or reading.status == inmate.nik_status:
            return
        elif inmate.nik_status != NikStatus.NONE and (from_sheet or reading.status == NikStatus.PLACEHOLDER):
            # "00000" or an empty cell says less than what is known.
            return
    except ValidationError as refusal:
        raise ValidationError({"nik": refusal}) from refusal
    plan.nik = reading
    plan.changes.append(Change("nik", str(inmate.get_nik_status_display()), str(reading.status.label)))


def _date_differs(current: DateFact | None, given: GivenDate, as_of: datetime.date, from_sheet: bool) -> bool:
    if current is None:
        return given.date is not None
    if from_sheet:
        return given.date is not None and given.date != current.date and as_of >= current.as_of
    letter = (current.date, current.release_kind, current.letter_number)
    return letter != (given.date, given.release_kind, given.letter_number)


def _write_dates(
    inmate: Inmate,
    dates: Mapping[str, GivenDate],
    known: Mapping[str, DateFact],
    as_of: datetime.date,
    source: str,
    actor: User | None,
) -> None:
    if not dates:
        return
    now = clock.now()
    inmate.date_facts.current().filter(kind__in=list(dates)).update(superseded_at=now)
    DateFact.objects.bulk_create(
        _date_fact(inmate, kind, given, as_of, source, actor, now) for kind, given in dates.items() if given.date
    )
    after = {kind: fact.date for kind, fact in known.items()} | {kind: given.date for kind, given in dates.items()}
    choose_release(inmate, {kind: date for kind, date in after.items() if date})


def _date_fact(
    inmate: Inmate,
    kind: str,
    given: GivenDate,
    as_of: datetime.date,
    source: str,
    actor: User | None,
    now: datetime.datetime,
) -> DateFact:
    return DateFact(
        inmate=inmate,
        kind=kind,
        date=given.date,
        release_kind=given.release_kind,
        letter_number=given.letter_number,
        source=source,
        as_of=as_of,
        recorded_by=actor,
        recorded_at=now,
    )


def _move_data_age(inmate: Inmate, as_of: datetime.date, source: str) -> bool:
    """A sheet makes the data younger, also where it changes nothing; one typed field does not."""
    if source not in {FactSource.IMPORT, FactSource.DEMO}:
        return False
    if inmate.data_as_of is not None and as_of <= inmate.data_as_of:
        return False
    inmate.data_as_of, inmate.data_source = as_of, source
    return True


def _shown(inmate: Inmate, name: str) -> str:
    display = getattr(inmate, f"get_{name}_display", None)
    return str(display()) if display is not None else _words(getattr(inmate, name))


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, datetime.date):
        return value.strftime("%d-%m-%Y")
    return str(value)
