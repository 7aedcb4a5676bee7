"""One fact for many people, or a sheet of facts: written in one act with one line in the trail."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from lapas import register
from lapas.choices import FactSource, WordKind
from lapas.imports.facts_sheet import NUMBER, FactLine
from lapas.models import Inmate, Prison, RegisterNumber, SheetWord
from lapas.services.bulk import PlannedWrite, write_plans
from lapas.services.overtaking import told_when_overtaken
from lapas.services.people import refuse_in_transit
from lapas.services.plan import make_plan

# Facts that are filled for many at once; everything else is said of one person on that person's page.
FILLED = ("education", "security_level", "fit_for_work", "interests", "guardian_consent_on", "block")


class CellsRefused(ValidationError):
    """Some cells of the sheet are refused and nothing was written; `lines` are those rows with their sentences."""

    def __init__(self, lines: Sequence[FactLine]) -> None:
        super().__init__(
            _("%(count)d baris ditolak, maka tidak ada yang ditulis. Perbaiki, atau catat yang baik saja."),
            code="cells_refused",
            params={"count": len(lines)},
        )
        self.lines = lines


@told_when_overtaken()
def fill_fact(*, inmates: Iterable[Inmate], name: str, value: Any, actor: User, on: datetime.date | None = None) -> int:
    """Give many people the same fact; returns for how many it was something new.

    Refuses a fact that is not filled so, nobody, somebody between two prisons, and fitness for work without the day of
    the examination or with a day to come.
    """
    if name not in FILLED:
        raise ValidationError(_("Fakta ini diisi pada penghuninya, satu per satu."), code="not_filled_for_many")
    values = {name: value}
    if name == "fit_for_work":
        values["fit_for_work_on"] = on
    people = _locked(Inmate.objects.filter(pk__in=[one.pk for one in inmates]))
    if not people:
        raise ValidationError(_("Centang paling sedikit satu penghuni."), code="nobody")
    return _fill([(one, values) for one in people], actor)


@told_when_overtaken()
def fill_sheet(*, prison: Prison, lines: Sequence[FactLine], actor: User, good_only: bool = False) -> int:
    """Write a filled sheet of facts for people of the prison; returns for how many something is new.

    A row is refused for a cell that cannot be read, a number that nobody has here, and a number that came before.
    Raises CellsRefused with those rows unless only the good ones are wanted.
    """
    open_numbers = RegisterNumber.objects.filter(
        prison=prison,
        until_date__isnull=True,
        normalised__in={register.normalise(line.number) for line in lines if line.number},
    )
    owners = dict(open_numbers.values_list("normalised", "inmate_id"))
    here = {one.pk: one for one in _locked(Inmate.objects.filter(pk__in=owners.values(), prison=prison).in_custody())}
    good: list[tuple[Inmate, Mapping[str, Any]]] = []
    seen: set[int] = set()
    for line in lines:
        inmate = here.get(owners.get(register.normalise(line.number), 0))
        if inmate is None:
            line.problems.append((str(NUMBER), _("Tidak ada di UPT ini; periksa nomornya.")))
        elif inmate.pk in seen:
            line.problems.append((str(NUMBER), _("Nomor ini sudah ada di baris sebelumnya.")))
        else:
            seen.add(inmate.pk)
            try:
                _refuse_fitness(inmate, line.values)
            except ValidationError as refusal:
                line.problems.append(("", refusal.messages[0]))
            if not line.problems:
                good.append((inmate, line.values))
    refused = [line for line in lines if line.problems]
    if refused and not good_only:
        raise CellsRefused(refused)
    if not good:
        raise ValidationError(_("Tidak ada baris yang bisa ditulis."), code="nobody")
    return _fill(good, actor)


def education_words(prison: Prison) -> dict[str, str]:
    """What the prison's own words for education mean, by folded word."""
    return dict(SheetWord.objects.filter(prison=prison, kind=WordKind.EDUCATION).values_list("word", "meaning"))


def _locked(people: Any) -> list[Inmate]:
    return list(people.select_for_update(of=("self",)).select_related("prison").order_by("pk"))


def _fill(said: Sequence[tuple[Inmate, Mapping[str, Any]]], actor: User) -> int:
    today = clock.today(said[0][0].prison.timezone)
    writes = []
    for inmate, values in said:
        refuse_in_transit(inmate)
        _refuse_fitness(inmate, values)
        plan = make_plan(inmate, values, {}, today, FactSource.TYPED, {}, asked=True)
        if plan.values:
            writes.append(PlannedWrite(inmate, plan, {}, {}))
    if writes:
        write_plans(writes, as_of=today, source=FactSource.TYPED, actor=actor)
        names = sorted({name for write in writes for name in write.plan.values})
        audit.record(actor, "lapas.fill_facts", [write.inmate for write in writes], {"fields": names})
    return len(writes)


def _refuse_fitness(inmate: Inmate, values: Mapping[str, Any]) -> None:
    """Fit for work is worth what the day of the examination says; the day is never a day to come."""
    on = values.get("fit_for_work_on", inmate.fit_for_work_on)
    if values.get("fit_for_work") is not None and on is None:
        raise ValidationError(_("Isi tanggal pemeriksaan layak bekerja."), code="fitness_without_day")
    for name in ("fit_for_work_on", "guardian_consent_on"):
        day = values.get(name)
        if day is not None and day > clock.today(inmate.prison.timezone):
            raise ValidationError(_("Tanggal pemeriksaan atau persetujuan belum tiba."), code="day_to_come")
