"""What the registries of the demo world did: people entered, sheets taken over, custody events."""

from __future__ import annotations

from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from foundation.jobs.execution import run_due
from lapas.choices import CustodyState, EventKind, FactSource, LegalStatus, NikStatus, ReleaseBasis, ReleaseKind
from lapas.models import Inmate
from lapas.services import (
    apply_facts,
    confirm_certificate_names,
    create_inmate,
    record_event,
    record_release,
    send_transfer,
    set_nik,
)
from pojok_vokasi.demo import people
from pojok_vokasi.demo.replay import Story
from pojok_vokasi.demo.world import World
from training.choices import OPEN_ENROLMENT
from training.models import Enrolment

FIRST_DAY = -200
SIGNED = 0.5
OFFICERS = {"lapas": "registrasi", "rutan": "registrasi2", "kecil": "kecil"}


def registry(world: World, key: str) -> Story:
    """People of one prison: entered on the first day or when they come; later a sheet brings newer dates."""
    prison, chance = world.prisons[key], world.chance(f"registry:{key}")
    sheet_day = world.day(-people.DATA_AGE[key])
    known: list[tuple[Inmate, people.Newcomer]] = []
    coming = people.newcomers(world, key)
    for one in [*coming]:
        day = max(one.admitted_on, world.day(FIRST_DAY))
        if day > sheet_day:
            continue
        yield day
        known.append((_enter(world, key, one), one))
    yield sheet_day
    actor = world.acting(OFFICERS[key])
    _take_sheet(known, actor)
    type(prison).objects.filter(pk=prison.pk).update(data_as_of=sheet_day)
    for one in coming:
        if one.admitted_on > sheet_day:
            yield one.admitted_on
            _enter(world, key, one)
    # A few numbers were compared with the card.
    with_number = [inmate for inmate, one in known if len(one.fields["nik"]) == 16]
    for inmate in chance.sample(with_number, 8):
        Inmate.objects.filter(pk=inmate.pk).update(nik_status=NikStatus.VERIFIED)


def _enter(world: World, key: str, one: people.Newcomer) -> Inmate:
    actor = world.acting(OFFICERS[key])
    inmate = create_inmate(
        prison=world.prisons[key],
        register_number=one.register_number,
        fields=one.fields,
        dates=one.dates,
        actor=actor,
        source=FactSource.DEMO,
        is_synthetic=True,
    )
    if one.foreign:
        set_nik(inmate=inmate, text="", foreign=True, actor=actor)
    return inmate


def _take_sheet(known: list[tuple[Inmate, people.Newcomer]], actor: User) -> None:
    """Newer dates for some, a younger data date for all who are still there: what an import of a sheet does."""
    here = Inmate.objects.in_custody().in_bulk([inmate.pk for inmate, _one in known])
    changed = []
    for inmate, one in known:
        current = here.get(inmate.pk)
        if current is None:
            continue
        apply_facts(
            inmate=current,
            fields={},
            dates=one.later,
            as_of=clock.today(current.prison.timezone),
            source=FactSource.DEMO,
            actor=actor,
            known=None if one.later else {},
        )
        if one.later:
            changed.append(current)
    audit.record(actor, "lapas.record_dates", changed, {"source": FactSource.DEMO})


def free_people(world: World, key: str, *bases: str) -> list[Inmate]:
    """People of the prison who are in no class, by name; with one of these bases if any is given."""
    busy = Enrolment.objects.filter(status__in=OPEN_ENROLMENT)
    found = Inmate.objects.in_custody().filter(prison=world.prisons[key]).exclude(pk__in=busy.values("inmate"))
    if bases:
        found = found.filter(earliest_release_basis__in=bases)
    # Sorted here: databases do not agree on the order of letters and spaces.
    return sorted(found.select_related("prison"), key=lambda one: (one.name, one.register_number))


def names_confirmed(world: World) -> Story:
    """Sheets of names went round the blocks: about half of those who are in no class signed theirs."""
    yield world.day(-45)
    chance = world.chance("names")
    for key in world.prisons:
        free = [one for one in free_people(world, key) if one.legal_status != LegalStatus.DETAINED]
        signed = [(one, one.name) for one in free if chance.random() < SIGNED]
        confirm_certificate_names(confirmed=signed, on=world.day(-45), actor=world.acting(OFFICERS[key]))


def custody_events(world: World) -> Story:
    """Releases, transfers on the way, a stay in hospital, a death: of people who are in no class."""
    chance = world.chance("custody")
    yield world.day(-24)
    for key in ("lapas", "rutan", "kecil"):
        one = chance.choice(free_people(world, key, ReleaseBasis.TWO_THIRDS, ReleaseBasis.EXPIRY))
        record_event(inmate=one, kind=EventKind.SICK, on=world.day(-24), actor=world.acting(OFFICERS[key]))
    yield world.day(-19)
    for key, release_kind in (("lapas", ReleaseKind.PB), ("lapas", ReleaseKind.CB), ("rutan", ReleaseKind.PB)):
        one = chance.choice([one for one in free_people(world, key) if one.expiry and one.two_thirds_unknown is False])
        record_release(
            inmate=one,
            on=world.day(-19),
            actor=world.acting(OFFICERS[key]),
            release_kind=release_kind,
            letter_number=f"PAS-{chance.randrange(100, 1900)}.PK.05.09",
        )
    one = chance.choice(free_people(world, "kecil", ReleaseBasis.EXPIRY))
    record_event(inmate=one, kind=EventKind.DECEASED, on=world.day(-19), actor=world.acting("kecil"))
    yield world.day(-3)
    for key, to, count in (("rutan", "lapas", 2), ("lapas", "kecil", 1), ("kecil", "rutan", 1)):
        for one in chance.sample(free_people(world, key, ReleaseBasis.TWO_THIRDS), count):
            send_transfer(
                inmate=one,
                to_prison=world.prisons[to],
                on=world.day(-3),
                actor=world.acting(OFFICERS[key]),
                letter_number=f"W-{chance.randrange(100, 900)}.PK.01.04",
            )
    run_due()


def leave_class_by_transfer(world: World, enrolments: list[Enrolment], to: str) -> None:
    """The first of these people in custody is sent to another prison; the seat ends by its job."""
    one = next(row.inmate for row in enrolments if row.inmate.custody_state == CustodyState.IN_CUSTODY)
    key = next(key for key, prison in world.prisons.items() if prison.pk == one.prison_id)
    send_transfer(inmate=one, to_prison=world.prisons[to], on=clock.today(), actor=world.acting(OFFICERS[key]))
    run_due()
