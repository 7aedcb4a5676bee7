"""The trail is only added to, chained, and every tampering is found."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from foundation import clock
from foundation.accounts.choices import Role
from foundation.audit import invariants, services, triggers
from foundation.audit.models import AuditEvent, AuditSeal, AuditSubject
from tests.factories.accounts import PersonFactory, UserFactory
from tests.factories.lapas import PrisonFactory, PrisonPostingFactory

pytestmark = pytest.mark.django_db
TABLES = ["audit_auditevent", "audit_auditsubject", "audit_auditseal"]


def execute(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def without_trigger(name: str, table: str) -> None:
    """What an intruder with the rights of the owner does first."""
    execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))


@pytest.fixture
def sealed(officer):
    for number in range(1, 4):
        services.record(officer, "probe.act", [officer.person], {"number": number})
    assert services.seal() == 3
    return officer


def broken(code: str) -> list[str]:
    return next(list(check.broken()) for check in invariants.checks() if check.code == code)


def test_record_writes_one_event_with_its_subjects(officer) -> None:
    people = PersonFactory.create_batch(3)
    event = services.record(officer, "probe.act", people, {"fields": ["full_name"]})
    event.refresh_from_db()
    assert (event.actor, event.verb, event.changes) == (officer, "probe.act", {"fields": ["full_name"]})
    assert {(row.kind, row.key) for row in event.subjects.all()} == {
        ("accounts.Person", str(person.pk)) for person in people
    }
    assert set(AuditEvent.objects.about(people[0])) == {event}


def test_record_names_the_roles_worn(auditor) -> None:
    assert services.record(auditor, "probe.read", auditor).hat == Role.AUDITOR


def test_record_refuses_identity_numbers(officer) -> None:
    with pytest.raises(ValueError, match="identity number"):
        services.record(officer, "probe.act", officer, {"nik": "9901014101900001"})
    assert not AuditEvent.objects.exists()


def test_record_goes_down_with_what_it_records(officer) -> None:
    with transaction.atomic():
        services.record(officer, "probe.act", officer)
        transaction.set_rollback(True)
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("table", TABLES)
def test_database_refuses_to_update_or_delete(sealed, table) -> None:
    key = "seq" if table.endswith("seal") else "id"
    for sql in (f"UPDATE {table} SET {key} = {key}", f"DELETE FROM {table}"):
        with pytest.raises(IntegrityError, match="append-only"):
            execute(sql)


@pytest.mark.sqlite
def test_replace_does_not_walk_past_the_triggers(sealed) -> None:
    seal = AuditSeal.objects.first()
    with pytest.raises(IntegrityError, match="append-only"):
        execute(f"REPLACE INTO audit_auditseal (seq, event_id, prev, hash) VALUES (1, {seal.event_id}, '', '')")
    assert AuditSeal.objects.first().hash == seal.hash


@pytest.mark.postgresql
@pytest.mark.parametrize("table", TABLES)
def test_database_refuses_to_truncate(sealed, table) -> None:
    # Foreign keys still to be checked would refuse before the trigger is asked.
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="append-only"):
        execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.postgresql
def test_upsert_does_not_walk_past_the_triggers(sealed) -> None:
    with pytest.raises(IntegrityError, match="append-only"):
        execute(
            "INSERT INTO audit_auditseal (seq, event_id, prev, hash)"
            " SELECT seq, event_id, prev, '' FROM audit_auditseal ON CONFLICT (seq) DO UPDATE SET hash = ''"
        )


def test_seal_chains_each_event_once(sealed) -> None:
    assert services.seal() == 0
    links = list(AuditSeal.objects.order_by("seq"))
    assert [link.seq for link in links] == [1, 2, 3]
    assert [link.prev for link in links] == [services.GENESIS, links[0].hash, links[1].hash]
    report = services.verify()
    assert report.ok
    assert (report.sealed, report.head) == (3, f"3:{links[2].hash}")


def test_seal_takes_up_an_event_that_committed_late(officer) -> None:
    late, early = (services.record(officer, "probe.act", officer) for _ in range(2))
    AuditSeal.objects.bulk_create(services._chain(None, [early]))
    assert services.seal() == 1
    assert list(AuditSeal.objects.values_list("event_id", flat=True)) == [early.pk, late.pk]
    assert services.verify().ok


def test_changed_event_is_found(sealed) -> None:
    without_trigger("audit_auditevent_no_update", "audit_auditevent")
    event = AuditEvent.objects.order_by("pk")[1]
    execute(f"UPDATE audit_auditevent SET verb = 'probe.other' WHERE id = {event.pk}")
    assert broken("audit.chain") == [f"event {event.pk} is not what seal 2 sealed"]


def test_changed_subject_is_found(sealed) -> None:
    without_trigger("audit_auditsubject_no_delete", "audit_auditsubject")
    subject = AuditSubject.objects.order_by("pk")[0]
    execute(f"DELETE FROM audit_auditsubject WHERE id = {subject.pk}")
    assert broken("audit.chain") == [f"event {subject.event_id} is not what seal 1 sealed"]


def test_removed_seal_is_found(sealed) -> None:
    without_trigger("audit_auditseal_no_delete", "audit_auditseal")
    execute("DELETE FROM audit_auditseal WHERE seq = 2")
    assert broken("audit.chain") == ["seal 2 is missing", "seal 3 does not continue the seal before it"]


def test_rewritten_link_is_found(sealed) -> None:
    without_trigger("audit_auditseal_no_update", "audit_auditseal")
    without_trigger("audit_auditevent_no_update", "audit_auditevent")
    link = AuditSeal.objects.select_related("event").get(seq=2)
    link.event.verb = "probe.other"
    execute(f"UPDATE audit_auditevent SET verb = 'probe.other' WHERE id = {link.event_id}")
    execute(f"UPDATE audit_auditseal SET hash = '{services._digest(2, link.prev, link.event)}' WHERE seq = 2")
    assert broken("audit.chain") == ["seal 3 does not continue the seal before it"]


def test_chain_cut_at_its_end_no_longer_fits_the_head_of_the_log(sealed) -> None:
    head = services.verify().head
    assert services.verify(head).ok
    without_trigger("audit_auditseal_no_delete", "audit_auditseal")
    execute("DELETE FROM audit_auditseal WHERE seq = 3")
    assert services.verify().breaks == []
    assert services.verify(head).breaks == [f"the chain does not hold the head {head}"]


def test_event_unsealed_for_five_minutes_is_reported(officer) -> None:
    event = services.record(officer, "probe.act", officer)
    assert broken("audit.sealed") == []
    with time_machine.travel(clock.now() + datetime.timedelta(minutes=6)):
        assert [line.split(" of ")[0] for line in broken("audit.sealed")] == [f"event {event.pk}"]
        assert services.unsealed_lately(5) == broken("audit.sealed")
        services.seal()
        assert broken("audit.sealed") == services.unsealed_lately(5) == []


def test_page_tells_what_waits_for_its_seal_on_both_sides_of_the_newest_sealed_event(officer, monkeypatch) -> None:
    oldest, late, sealed, *waiting = (services.record(officer, "probe.act", officer) for _ in range(5))
    AuditSeal.objects.bulk_create(services._chain(None, [sealed]))
    monkeypatch.setattr(services, "LOOK_BACK", sealed.pk - oldest.pk)
    assert services.unsealed_lately(5) == []
    with time_machine.travel(clock.now() + datetime.timedelta(minutes=6)):
        told = [int(line.split()[1]) for line in services.unsealed_lately(5)]
        assert told == [event.pk for event in (*reversed(waiting), late)]
        assert len(services.unsealed_lately(1)) == 1
        assert len(broken("audit.sealed")) == 4


def test_missing_trigger_is_reported_and_comes_back_with_the_next_migrate(officer) -> None:
    assert triggers.missing() == []
    without_trigger("audit_auditevent_no_delete", "audit_auditevent")
    assert broken("audit.triggers") == ["audit_auditevent.audit_auditevent_no_delete"]
    triggers.install()
    assert triggers.missing() == []


@pytest.mark.postgresql
def test_trigger_that_is_switched_off_counts_as_missing(officer) -> None:
    execute("ALTER TABLE audit_auditevent DISABLE TRIGGER audit_auditevent_no_delete")
    assert triggers.missing() == ["audit_auditevent.audit_auditevent_no_delete"]


@pytest.mark.sqlite
def test_hollow_trigger_counts_as_missing(officer) -> None:
    without_trigger("audit_auditevent_no_delete", "audit_auditevent")
    execute("CREATE TRIGGER audit_auditevent_no_delete BEFORE DELETE ON audit_auditevent BEGIN SELECT 1; END")
    assert triggers.missing() == ["audit_auditevent.audit_auditevent_no_delete"]


def test_verify_audit_ends_with_1_when_the_chain_is_broken(sealed, capsys) -> None:
    call_command("verify_audit")
    assert "3 events sealed, head 3:" in capsys.readouterr().out
    without_trigger("audit_auditseal_no_delete", "audit_auditseal")
    execute("DELETE FROM audit_auditseal WHERE seq = 2")
    with pytest.raises(SystemExit) as end:
        call_command("verify_audit")
    assert end.value.code == 1
    assert "seal 2 is missing" in capsys.readouterr().err


def test_trail_is_whole_for_the_auditor(auditor, sealed) -> None:
    assert AuditEvent.objects.for_user(auditor, "audit.view_trail").count() == 3


def test_trail_is_closed_without_the_permission(client, sealed) -> None:
    assert not AuditEvent.objects.for_user(sealed, "audit.view_trail").exists()
    client.force_login(sealed)
    assert client.get(reverse("audit:trail")).status_code == 403


def test_prison_head_sees_own_acts_and_those_done_from_desks_in_the_own_prison() -> None:
    prison = PrisonFactory()
    today = clock.today()
    head, clerk, foreign, gone = (UserFactory() for _ in range(4))
    PrisonPostingFactory(person=head.person, prison=prison, role=Role.PRISON_HEAD)
    PrisonPostingFactory(person=clerk.person, prison=prison)
    PrisonPostingFactory(person=foreign.person)
    PrisonPostingFactory(person=gone.person, prison=prison, until_date=today - datetime.timedelta(days=1))
    PrisonPostingFactory(person=gone.person)
    seen = [services.record(user, "probe.act", []) for user in (head, clerk)]
    services.record(foreign, "probe.act", [])
    services.record(gone, "probe.act", [])
    assert set(AuditEvent.objects.for_user(head, "audit.view_trail")) == set(seen)


@pytest.mark.parametrize("rows", [1, 30])
def test_trail_page_takes_the_same_queries_for_one_row_and_thirty(
    client, auditor, officer, django_assert_num_queries, rows
) -> None:
    for _ in range(rows):
        services.record(officer, "probe.act", PersonFactory.create_batch(6))
    client.force_login(auditor)
    client.get(reverse("audit:trail"))
    with django_assert_num_queries(6):
        page = client.get(reverse("audit:trail")).content.decode()
    assert page.count("probe.act") == rows
    assert page.count("dan 1 lainnya") == rows


def test_trail_page_finds_who_looked_at_one_row(client, auditor, officer) -> None:
    one, other = PersonFactory.create_batch(2)
    services.record(officer, "probe.read", one)
    services.record(officer, "probe.act", other)
    client.force_login(auditor)
    page = client.get(reverse("audit:trail"), {"key": one.pk}).content.decode()
    assert "probe.read" in page
    assert "probe.act" not in page


def test_trail_page_says_verbs_and_rows_in_words(client, auditor, officer) -> None:
    services.record(officer, "jobs.retry", officer)
    client.force_login(auditor)
    page = client.get(reverse("audit:trail"), {"verb": "jobs.retry"}).content.decode()
    assert "mengulangi pekerjaan gagal</td>" in page.replace(" <", "<").replace("\n", "")
    assert f"akun {officer.pk}" in page
