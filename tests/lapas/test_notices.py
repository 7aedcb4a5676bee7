"""The work desk is told what changed about people of its classes and certificates, until it has read it."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from foundation import clock, collect
from foundation.audit.models import AuditEvent
from foundation.jobs.execution import run_due
from lapas import services
from lapas.choices import NoticeKind
from lapas.models import ChangeNotice, ImportBatch
from lapas.queue import tasks
from lapas.services.notices import acknowledge_changes, effects_of
from tests.certification.issuing_world import issued
from tests.factories.lapas import PrisonFactory, officer_at
from tests.lapas.importing import bring, sheet
from tests.pages import submit
from tests.sheets import AS_OF
from tests.training.world import fitting, new_class
from training.services.enrolment import enrol_inmates

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def course():
    return new_class(PrisonFactory(hearing_required=False))


@pytest.fixture
def prison(course):
    return course.corner.prison


@pytest.fixture
def worker(prison):
    return officer_at(prison, "work_officer")


@pytest.fixture
def seated(course):
    person = fitting(course, name="Budi Santoso")
    enrol_inmates(training_class=course, inmates=[person], actor=None)
    return person


def told(prison):
    return list(ChangeNotice.objects.filter(prison=prison).order_by("pk"))


def sentences(notice):
    return " ".join(text for _tone, text in effects_of([notice])[notice.pk])


def move_release(person, days, actor=None):
    services.record_dates(inmate=person, dates={"two_thirds": clock.today() + days * DAY}, actor=actor)


def test_a_moved_release_date_says_what_it_breaks_and_is_carried_on(seated, prison, course) -> None:
    first = seated.earliest_release
    move_release(seated, 20)
    move_release(seated, 15)

    (notice,) = told(prison)
    assert (notice.kind, notice.before) == (NoticeKind.RELEASE_MOVED, f"{first:%d-%m-%Y}")
    assert notice.after == f"{clock.today() + 15 * DAY:%d-%m-%Y}"
    assert str(course) in sentences(notice)
    assert effects_of([notice])[notice.pk][0][0] == "bad"
    services.record_dates(inmate=seated, dates={"two_thirds": first}, actor=None)
    assert told(prison) == []


def test_changes_about_people_outside_classes_are_not_told(course, prison) -> None:
    other = fitting(course)
    move_release(other, 20)
    services.correct_inmate(inmate=other, fields={"name": "Nama Lain"}, actor=officer_at(prison))
    services.record_release(inmate=other, on=clock.today(), actor=None)
    run_due()

    assert told(prison) == []


def test_who_is_gone_leaves_a_seat_and_the_other_prison_reads_what_is_unfinished(seated, prison, course) -> None:
    there = PrisonFactory()
    services.send_transfer(inmate=seated, to_prison=there, on=clock.today(), actor=None)
    run_due()
    services.receive_transfer(inmate=seated, register_number="B.I 9/2026", on=clock.today(), actor=None)
    run_due()
    run_due()

    (left,) = told(prison)
    assert left.kind == NoticeKind.TRANSFERRED
    assert "kursinya kosong" in sentences(left)
    (arrived,) = told(there)
    assert arrived.kind == NoticeKind.ARRIVED
    assert "dapat dilanjutkan di sini" in sentences(arrived)
    assert str(course.corner) not in sentences(arrived)


def test_a_release_with_a_certificate_not_handed_over_asks_for_a_plan() -> None:
    (certificate,) = issued(render=False)
    holder = certificate.inmate
    services.record_release(inmate=holder, on=clock.today(), actor=None)
    run_due()

    (notice,) = told(holder.prison)
    assert (notice.kind, notice.on) == (NoticeKind.RELEASED, clock.today())
    assert f"Sertifikat {certificate.scheme} belum diserahkan; isi rencana pengambilan." in sentences(notice)


def test_a_sheet_of_strangers_calls_nobody_missing(seated, prison, tmp_path) -> None:
    bring(prison, sheet(tmp_path, ("B.I 99/2026", "Orang Lain", "", "01-02-2030", "A")), clock.today())
    batch = ImportBatch.objects.get()
    assert (batch.gone, batch.is_partial) == ([seated.pk], True)
    assert told(prison) == []


def test_an_import_tells_of_names_dates_and_who_is_missing(seated, prison, course, tmp_path) -> None:
    missing = fitting(course, as_of=AS_OF - DAY)
    enrol_inmates(training_class=course, inmates=[missing], actor=None)
    bring(prison, sheet(tmp_path, (seated.register_number, "Budi Santosa", "", "01-02-2030", "A")), clock.today())

    assert {(one.inmate_id, one.kind) for one in told(prison)} == {
        (seated.pk, NoticeKind.NAME),
        (missing.pk, NoticeKind.MISSING),
    }
    name = ChangeNotice.objects.get(kind=NoticeKind.NAME)
    assert (name.before, name.after, name.source) == ("Budi Santoso", "Budi Santosa", "import")
    assert "nama lama" in sentences(name)


def test_the_desk_reads_and_acknowledges_and_the_home_task_goes(
    client, seated, prison, worker, django_assert_max_num_queries
) -> None:
    move_release(seated, 20)
    client.force_login(worker)
    url = reverse("lapas:notice-list")
    client.get("/")  # the badges of the menu are counted once a minute, not by this page
    with django_assert_max_num_queries(12):
        page = client.get(url)
    assert "baru selesai" in page.content.decode()
    assert [task.count for task in collect.told(tasks(worker)) if task.url == url] == [1]

    submit(client, reverse("lapas:notice-acknowledge"), {"notices": [told(prison)[0].pk]})

    (notice,) = told(prison)
    assert notice.acknowledged_by == worker
    assert [task for task in collect.told(tasks(worker)) if task.url == url] == []
    assert "Budi Santoso" not in client.get(url).content.decode()
    assert worker.person.full_name in client.get(url, {"tampil": "dibaca"}).content.decode()
    assert AuditEvent.objects.get(verb="lapas.acknowledge_changes").changes == {"notices": 1}
    # Read once, the next change is a new one.
    move_release(seated, 10)
    assert len(told(prison)) == 2


def test_a_notice_of_another_prison_cannot_be_acknowledged_nor_nothing(client, seated, prison) -> None:
    move_release(seated, 20)
    stranger = officer_at(PrisonFactory(), "work_officer")
    client.force_login(stranger)
    assert "Budi" not in client.get(reverse("lapas:notice-list")).content.decode()
    submit(client, reverse("lapas:notice-acknowledge"), {"notices": [told(prison)[0].pk]})
    assert told(prison)[0].acknowledged_at is None
    with pytest.raises(ValidationError, match="Pilih"):
        acknowledge_changes(notices=[], actor=stranger)


def test_twenty_rows_take_no_more_queries_than_one(
    client, course, prison, worker, django_assert_max_num_queries
) -> None:
    people = [fitting(course) for _number in range(10)]
    enrol_inmates(training_class=course, inmates=people, actor=None)
    for person in people:
        move_release(person, 20)
        services.record_release(inmate=person, on=clock.today(), actor=None)
    run_due()
    client.force_login(worker)
    client.get(reverse("lapas:notice-list"))  # badges of the menu are kept for a minute
    with django_assert_max_num_queries(12):
        page = client.get(reverse("lapas:notice-list"))
    assert len(page.context["table"].paginated_rows) == 20
