"""Taking back an applied batch, as long as nothing was built on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from lapas.choices import FactSource, ImportState, RowOutcome
from lapas.models import (
    CustodyEvent,
    DateFact,
    ImportBatch,
    ImportRow,
    Inmate,
    Prison,
    RegisterNumber,
    RegistryActRow,
)
from lapas.services.bulk import RELEASE_COLUMNS, save_columns
from lapas.services.facts import choose_release, refresh_search_key
from lapas.services.holding import refuse_merged
from lapas.services.imports.ending import drop_rows, refuse_over
from lapas.services.imports.states import CHUNK, locked
from lapas.services.notices import facts_of, note_facts
from lapas.services.plan import COLUMNS

MOST_NAMED = 5


@transaction.atomic
def undo_batch(*, batch: ImportBatch, actor: User) -> ImportBatch:
    """Give everybody whom the batch wrote the values of before, and take back who was added; all or nothing.

    Refused, with the first names, when somebody was written meanwhile by anybody, or a class, an event or anything
    else hangs on a person who was added; and once the rows are over (`IMPORT_ROWS_DAYS`). People who were added by
    mistake are deleted: they are nobody's history, and keeping data of people who do not belong here is what undoing
    is for. The trail keeps that they were added.
    """
    batch = locked(batch, ImportState.APPLIED)
    refuse_over(batch)
    rows = list(batch.staged.filter(written_at__isnull=False).select_related("inmate").order_by("row"))
    _refuse_what_was_built_on(rows)
    changed = [row for row in rows if row.outcome != RowOutcome.CREATED]
    added = [row.inmate for row in rows if row.outcome == RowOutcome.CREATED and row.inmate is not None]
    subjects: list[Any] = [batch, *added, *(row.inmate for row in changed if row.inmate is not None)]
    # Before the rows are gone: the trail names people by id.
    audit.record(actor, "lapas.undo_import", subjects, {"created": len(added), "updated": len(changed)})
    for start in range(0, len(changed), CHUNK):
        put_back(changed[start : start + CHUNK], source=FactSource.IMPORT, actor=actor)
    # They point to whoever is taken back, and serve nothing any more.
    drop_rows(batch)
    _take_back(added)
    Prison.objects.filter(pk=batch.prison_id, data_as_of=batch.data_as_of).update(data_as_of=batch.prison_as_of_before)
    batch.state, batch.undone_at, batch.undone_by = ImportState.UNDONE, clock.now(), actor
    batch.save(update_fields=["state", "undone_at", "undone_by"])
    return batch


def _refuse_what_was_built_on(rows: Iterable[ImportRow]) -> None:
    later = [row.inmate for row in rows if row.inmate is not None and row.inmate.updated_at != row.written_at]
    if later:
        raise ValidationError(
            _("%(count)d orang sudah diubah sesudah impor ini (%(names)s); impor tidak bisa diurungkan lagi."),
            code="built_on",
            params={"count": len(later), "names": first_names(later)},
        )


def put_back(rows: Sequence[ImportRow] | Sequence[RegistryActRow], *, source: str, actor: User) -> None:
    """Give whoever the rows name the columns, dates and numbers of before; part of a larger act."""
    refuse_merged(*(row.inmate for row in rows if row.inmate is not None))
    known = {row.inmate.pk: facts_of(row.inmate) for row in rows if row.inmate is not None}
    columns: set[str] = set()
    superseded: list[int] = []
    facts: list[int] = []
    numbers: list[dict[str, Any]] = []
    people = []
    for row in rows:
        inmate = row.inmate
        assert inmate is not None  # whoever was written has a row of his own
        for name, value in row.before.get("columns", {}).items():
            setattr(inmate, name, COLUMNS[name].to_python(value))
            columns.add(name)
        superseded += row.before.get("superseded", [])
        facts += row.before.get("facts", [])
        if "numbers" in row.before:
            numbers.append(row.before["numbers"])
        people.append(inmate)
    # The dates stay in the history as superseded; the number never was the person's.
    DateFact.objects.filter(pk__in=facts, superseded_at=None).update(superseded_at=clock.now())
    DateFact.objects.filter(pk__in=superseded).update(superseded_at=None)
    RegisterNumber.objects.filter(pk__in=[number["given"] for number in numbers]).delete()
    RegisterNumber.objects.filter(pk__in=[number["ended"] for number in numbers]).update(until_date=None)
    given: dict[int, dict[str, Any]] = {inmate.pk: {} for inmate in people}
    for inmate_id, kind, date in (
        DateFact.objects.current().filter(inmate__in=people).order_by().values_list("inmate_id", "kind", "date")
    ):
        given[inmate_id][kind] = date
    for inmate in people:
        choose_release(inmate, given[inmate.pk])
        refresh_search_key(inmate)
    save_columns(people, columns | set(RELEASE_COLUMNS) | {"search_key"})
    note_facts(before=known, people=people, on=clock.today(), source=source, actor=actor)


def _take_back(people: Sequence[Inmate]) -> None:
    for start in range(0, len(people), CHUNK):
        some = [inmate.pk for inmate in people[start : start + CHUNK]]
        DateFact.objects.filter(inmate__in=some).delete()
        RegisterNumber.objects.filter(inmate__in=some).delete()
        CustodyEvent.objects.filter(inmate__in=some).delete()
        try:
            Inmate.objects.filter(pk__in=some).delete()
        except (ProtectedError, RestrictedError) as error:
            raise _in_use(error, people) from error


def first_names(people: Sequence[Inmate]) -> str:
    """The first few names, for a refusal that cannot name everybody."""
    named = ", ".join(inmate.name for inmate in people[:MOST_NAMED])
    return f"{named}, …" if len(people) > MOST_NAMED else named


def _in_use(error: ProtectedError | RestrictedError, people: Sequence[Inmate]) -> ValidationError:
    """Who was added and is used meanwhile, and in which part: it says its own name, none is known here."""
    kept = error.protected_objects if isinstance(error, ProtectedError) else error.restricted_objects
    where = sorted({str(row._meta.app_config.verbose_name).casefold() for row in kept})
    used = {getattr(row, "inmate_id", None) for row in kept}
    return ValidationError(
        _("%(names)s sudah dipakai di bagian %(where)s; impor tidak bisa diurungkan lagi."),
        code="built_on",
        params={
            "names": first_names([inmate for inmate in people if inmate.pk in used] or people),
            "where": ", ".join(where),
        },
    )
