"""A letter about many people: what the preview says, what is written, what is undone, and who is told."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from foundation import clock
from foundation.audit.models import AuditEvent
from lapas import acts as pasted
from lapas import services
from lapas.choices import ActKind, ActStage, ActState, Finding
from lapas.leftovers import clear
from lapas.models import CustodyEvent, DateFact, Inmate, RegistryAct
from lapas.services import acts
from lapas.services.act_findings import fingerprint, judge
from tests.factories.lapas import InmateFactory, PrisonFactory, officer_at
from tests.racing import meet

DAY = datetime.timedelta(days=1)


def opened(prison, actor, numbers: str, kind: str = ActKind.RU_II, **said) -> RegistryAct:
    given = {"stage": ActStage.DECISION, "on": clock.today() + 30 * DAY, "letter_number": "PAS-1"} | said
    return acts.open_act(prison=prison, kind=kind, lines=pasted.from_text(numbers), actor=actor, **given)


def findings(act: RegistryAct) -> list[str]:
    return [one.finding.value for one in judge(act, act.rows.all())]


def record(act: RegistryAct, actor, **said) -> RegistryAct:
    return acts.record_act(act=act, actor=actor, seen=fingerprint(judge(act, act.rows.all())), **said)


def test_pasted_lines_take_what_the_letter_says_beside_the_number() -> None:
    text = "No Register\tNama\tLama Remisi\tEkspirasi\n\nB.I 1/2024\tBudi\t2 bulan\t17 Agustus 2028\nb.i 2/2024\t\t\t"
    one, two = pasted.from_text(text)
    assert (one.line, one.number, one.remission, one.expiry) == (3, "B.I 1/2024", "2 bulan", datetime.date(2028, 8, 17))
    assert (two.number, two.remission, two.expiry) == ("b.i 2/2024", "", None)
    plain = pasted.from_text("B.I 1/2024; 45 hari; 01-02-2029; 03-04-2027")[0]
    assert plain.two_thirds == datetime.date(2027, 4, 3)


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "list_empty"), ("B.I 1; 2 bulan; besok", "list_line"), ("...", "list_line"), ("1\n" * 1001, "list_too_long")],
)
def test_pasted_list_is_refused_with_its_line(text: str, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        pasted.from_text(text)
    assert refusal.value.code == code


@pytest.mark.django_db
def test_preview_tells_found_twice_missing_elsewhere_and_recorded(prison, officer) -> None:
    InmateFactory(prison=prison, register_number="B.I 1/2024")
    gone = InmateFactory(prison=prison, register_number="B.I 2/2024")
    services.record_release(inmate=gone, on=clock.today(), actor=officer)
    InmateFactory(register_number="B.I 3/2024")  # of another prison
    act = opened(prison, officer, "b.i 0001/2024\nbi 1 2024\nBI1/2024\nB.I 2/2024\nB.I 3/2024")
    assert findings(act) == ["missing", "found", "twice", "not_here", "missing"]
    record(act, officer)
    again = opened(prison, officer, "B.I 1/2024")
    assert findings(again) == ["same"]
    with pytest.raises(ValidationError) as refusal:
        record(again, officer)
    assert refusal.value.code == "nobody_found"


@pytest.mark.django_db
def test_number_that_two_people_had_is_not_guessed_unless_one_has_it_now(prison, officer) -> None:
    first, second = InmateFactory.create_batch(2, prison=prison)
    for inmate in (first, second):
        services.change_register_number(inmate=inmate, number="A.III 9/2024", on=clock.today(), actor=officer)
        services.change_register_number(inmate=inmate, number=f"B.I {inmate.pk}", on=clock.today(), actor=officer)
    assert findings(opened(prison, officer, "A.III 9/2024")) == ["unclear"]
    services.change_register_number(inmate=second, number="A.III 9/2024", on=clock.today(), actor=officer)
    act = opened(prison, officer, "A.III 9/2024")
    assert judge(act, act.rows.all())[0].inmate == second


@pytest.mark.django_db
def test_decision_moves_the_earliest_release_with_one_line_in_the_trail_and_undo_gives_it_back(prison, officer) -> None:
    planned, expiry = clock.today() + 90 * DAY, clock.today() + 400 * DAY
    for number in ("B.I 1", "B.I 2"):
        InmateFactory(prison=prison, register_number=number, dates={"two_thirds": planned, "expiry": expiry})
    act = opened(prison, officer, "B.I 1\nB.I 2\nB.I 77")
    one = judge(act, act.rows.all())[0]
    assert (one.before, one.after) == ((planned, "two_thirds"), (act.on, "decision"))
    record(act, officer)
    released = set(Inmate.objects.values_list("earliest_release", "earliest_release_basis"))
    assert released == {(act.on, "decision")}
    fact = DateFact.objects.current().filter(kind="decision").first()
    assert (fact.release_kind, fact.letter_number, fact.source) == ("ru_ii", "PAS-1", "letter")
    assert AuditEvent.objects.filter(verb="lapas.record_act").count() == 1
    acts.undo_act(act=act, actor=officer)
    assert set(Inmate.objects.values_list("earliest_release", "earliest_release_basis")) == {(planned, "two_thirds")}
    assert not DateFact.objects.current().filter(kind="decision").exists()
    with pytest.raises(ValidationError) as refusal:
        acts.undo_act(act=act, actor=officer)
    assert refusal.value.code == "wrong_state"


@pytest.mark.django_db
def test_proposal_never_hides_a_decision_and_days_alone_move_nothing(prison, officer) -> None:
    decided = clock.today() + 10 * DAY
    inmate = InmateFactory(prison=prison, register_number="B.I 1", dates={"decision": decided})
    act = record(opened(prison, officer, "B.I 1", ActKind.PB, stage=ActStage.PROPOSAL), officer)
    assert act.rows.get().changes[0]["field"] == "proposal"
    act = opened(prison, officer, "B.I 1; 2 bulan", ActKind.RU_I, on=clock.today())
    assert findings(act) == ["found"]
    record(act, officer)
    assert act.rows.get().remission == "2 bulan"
    assert findings(opened(prison, officer, "B.I 1; 2 bulan", ActKind.RU_I, on=clock.today())) == ["same"]
    inmate.refresh_from_db()
    assert (inmate.earliest_release, inmate.earliest_release_basis) == (decided, "decision")


@pytest.mark.django_db
def test_remission_takes_the_new_dates_as_given(prison, officer) -> None:
    old, new = datetime.date(2029, 1, 1), datetime.date(2028, 11, 1)
    inmate = InmateFactory(prison=prison, register_number="B.I 1", dates={"expiry": old, "two_thirds": old})
    act = opened(prison, officer, "B.I 1; 2 bulan; 01-11-2028; 01-12-2027", ActKind.RU_I, on=clock.today())
    record(act, officer)
    inmate.refresh_from_db()
    assert (inmate.expiry, inmate.earliest_release) == (new, datetime.date(2027, 12, 1))
    longer = opened(prison, officer, "B.I 1; langsung bebas; 02-11-2028", ActKind.RU_I, on=clock.today())
    assert [tone for one in judge(longer, longer.rows.all()) for tone, _said in one.notes] == ["warn"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "said", "numbers", "code"),
    [
        (ActKind.PURE, {"stage": ActStage.PROPOSAL}, "1", "pure_is_not_proposed"),
        (ActKind.PB, {"stage": ActStage.PROPOSAL}, "1;;01-02-2028", "dates_without_decision"),
        (ActKind.TRANSFER, {}, "1", "destination_missing"),
        (ActKind.PB, {}, "1\n2; 1 bulan", "length_without_remission"),
        (ActKind.PURE, {}, "1\tBudi", "length_without_remission"),
        (ActKind.RU_I, {}, "1\tBudi", "length_unreadable"),
    ],
)
def test_letter_that_makes_no_sense_is_refused(prison, officer, kind, said, numbers, code) -> None:
    with pytest.raises(ValidationError) as refusal:
        opened(prison, officer, numbers, kind, **said)
    assert next(iter(refusal.value.error_dict.values()))[0].code == code
    assert not RegistryAct.objects.exists()


@pytest.mark.django_db
def test_whole_list_or_nobody_where_the_officer_wants_it(prison, officer) -> None:
    InmateFactory(prison=prison, register_number="B.I 1")
    act = opened(prison, officer, "B.I 1\nB.I 2")
    with pytest.raises(ValidationError) as refusal:
        record(act, officer, whole=True)
    assert refusal.value.code == "list_not_whole"
    assert not DateFact.objects.exists()
    assert record(act, officer).people == 1


@pytest.mark.django_db
def test_many_leave_for_another_prison_and_come_back_until_one_is_accepted(prison, officer) -> None:
    there = PrisonFactory()
    one, two = (InmateFactory(prison=prison, register_number=f"B.I {n}") for n in (1, 2))
    said = {"on": clock.today(), "to_prison": there}
    act = record(opened(prison, officer, "B.I 1\nB.I 2", ActKind.TRANSFER, **said), officer)
    assert Inmate.objects.filter(custody_state="in_transit", destination=there).count() == 2
    acts.undo_act(act=act, actor=officer)
    assert Inmate.objects.in_custody().filter(prison=prison, destination=None).count() == 2
    act = record(opened(prison, officer, "B.I 1\nB.I 2", ActKind.TRANSFER, **said), officer)
    services.receive_transfer(
        inmate=Inmate.objects.get(pk=two.pk), register_number="X 1", on=clock.today(), actor=officer_at(there)
    )
    with pytest.raises(ValidationError) as refusal:
        acts.undo_act(act=act, actor=officer)
    assert refusal.value.code == "built_on"
    assert two.name in refusal.value.messages[0]
    assert CustodyEvent.objects.filter(inmate=one, kind="returned").count() == 1


@pytest.mark.django_db
def test_nothing_holds_up_a_release_and_a_release_holds_up_undoing(prison, officer) -> None:
    inmate = InmateFactory(prison=prison, register_number="B.I 1")
    act = record(opened(prison, officer, "B.I 1"), officer)
    opened(prison, officer, "B.I 1", ActKind.CB)  # a draft that nobody answered
    services.record_release(inmate=Inmate.objects.get(pk=inmate.pk), on=clock.today(), actor=officer)
    with pytest.raises(ValidationError) as refusal:
        acts.undo_act(act=act, actor=officer)
    assert refusal.value.code == "built_on"


@pytest.mark.django_db
def test_what_changed_since_the_preview_is_shown_again(prison, officer) -> None:
    inmate = InmateFactory(prison=prison, register_number="B.I 1")
    act = opened(prison, officer, "B.I 1")
    seen = fingerprint(judge(act, act.rows.all()))
    services.set_date_fact(inmate=inmate, kind="expiry", date=clock.today() + 500 * DAY, actor=officer)
    with pytest.raises(ValidationError) as refusal:
        acts.record_act(act=act, actor=officer, seen=seen)
    assert refusal.value.code == "preview_is_old"


@pytest.mark.django_db
def test_a_list_that_nobody_records_is_given_up(prison, officer) -> None:
    old, new, done = (
        opened(prison, officer, "B.I 1"),
        opened(prison, officer, "B.I 2"),
        opened(prison, officer, "B.I 3"),
    )
    RegistryAct.objects.filter(pk=done.pk).update(state=ActState.RECORDED)
    RegistryAct.objects.exclude(pk=new.pk).update(opened_at=clock.now() - 30 * DAY)
    clear()
    clear()
    assert [one.rows.count() for one in (old, new, done)] == [0, 1, 1]
    old.refresh_from_db()
    assert old.state == ActState.DISCARDED
    assert AuditEvent.objects.filter(verb="lapas.discard_act", actor=None).count() == 1


@pytest.mark.postgresql
@pytest.mark.parametrize("locked", [True, False])
def test_two_officers_record_two_letters_about_one_person(committing, monkeypatch, locked: bool) -> None:
    """The second is told by the preview; without the lock of the people (the control) only the database tells it."""
    prison, actor = PrisonFactory(), officer_at(PrisonFactory())
    InmateFactory(prison=prison, register_number="B.I 1", dates={"decision": clock.today() + 60 * DAY})
    letters = [opened(prison, actor, "B.I 1", kind) for kind in (ActKind.PB, ActKind.CB)]
    seen = [fingerprint(judge(act, act.rows.all())) for act in letters]
    if not locked:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_options: rows)
    acts_at_once = [
        lambda act=act, word=word: acts.record_act(act=act, actor=actor, seen=word)
        for act, word in zip(letters, seen, strict=True)
    ]
    results = meet(DateFact._meta.db_table, *acts_at_once)
    told = [result.code for result in results if isinstance(result, ValidationError)]
    assert told == (["preview_is_old"] if locked else ["overtaken"])
    assert DateFact.objects.current().filter(kind="decision").count() == 1
    assert Finding.FOUND in {row.finding for act in letters for row in act.rows.all()}
