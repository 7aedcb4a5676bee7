"""Requests about a person's own data: the clock, the two desks, the file, who looked, what would go."""

from __future__ import annotations

import datetime
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from certification.models import SubjectPart
from certification.services.parts import give_part
from foundation import clock, collect
from foundation.audit.models import AuditEvent
from lapas import services
from lapas.leftovers import clear, late
from lapas.models import SubjectRequest
from lapas.parts import all_parts
from lapas.queue import tasks
from lapas.retention import dry_run
from lapas.services import requests
from tests.certification.issuing_world import issued
from tests.factories.accounts import NationPostingFactory, UserFactory
from tests.factories.certification import officer_of
from tests.factories.lapas import InmateFactory, PrisonFactory, officer_at
from tests.pages import submit

pytestmark = pytest.mark.django_db

NIK = "9901011705900001"


@pytest.fixture
def head(prison):
    return officer_at(prison, "prison_head")


@pytest.fixture
def person(prison):
    return InmateFactory(prison=prison, name="Budi Santoso", nik=NIK, dates={"expiry": datetime.date(2028, 1, 1)})


@pytest.fixture
def protector():
    user = UserFactory()
    NationPostingFactory(person=user.person, role="data_protection_officer")
    return user


def counted(user):
    return {task.title: task.count for task in collect.told(tasks(user)) if "permintaan-data" in task.url}


def test_access_goes_from_desk_to_head_and_the_file_holds_everything(
    desk, signed_in, head, person, prison, django_assert_max_num_queries
) -> None:
    answer = submit(
        desk, reverse("lapas:request-open", args=[person.pk]), {"kind": "access", "asked_by": "orangnya sendiri"}
    )
    request = SubjectRequest.objects.get()
    assert request.due_at - request.opened_at == datetime.timedelta(hours=72)
    assert answer["Location"] == request.get_absolute_url()
    assert desk.get(reverse("lapas:request-json", args=[request.pk])).status_code == 404
    submit(desk, reverse("lapas:request-prepare", args=[request.pk]))
    assert desk.get(reverse("lapas:request-decide", args=[request.pk])).status_code == 403
    request.refresh_from_db()
    assert NIK not in request.content

    chief = signed_in(head)
    submit(chief, reverse("lapas:request-decide", args=[request.pk]), {"outcome": "granted"})

    file = json.loads(desk.get(reverse("lapas:request-json", args=[request.pk])).content)
    said = {section["title"]: section["rows"] for section in file["sections"]}
    (shown,) = [value for name, value in said["Data diri"][0] if name == "NIK"]
    assert shown.startswith("9901")
    assert NIK not in json.dumps(file)
    assert ["Nomor", person.register_number] in said["Nomor register"][0]
    assert ["Tanggal", "01-01-2028"] in said["Tanggal"][0]
    pdf = desk.get(reverse("certification:request-pdf", args=[request.pk]))
    assert pdf.content.startswith(b"%PDF-")
    with django_assert_max_num_queries(12):
        assert "dipenuhi" in desk.get(request.get_absolute_url()).content.decode()
    assert AuditEvent.objects.filter(verb="lapas.open_subject_file").count() == 2


def test_the_file_goes_when_it_was_there_long_enough_and_the_page_says_so(desk, head, officer, person) -> None:
    decided, waiting = (
        requests.open_request(inmate=person, kind="access", asked_by="orangnya sendiri", actor=officer) for _n in "ab"
    )
    for one in (decided, waiting):
        requests.prepare_request(request=one, proposal="", actor=officer)
    requests.decide_request(request=decided, outcome="granted", reason="", actor=head)
    SubjectRequest.objects.filter(pk=decided.pk).update(decided_at=clock.now() - datetime.timedelta(days=92))
    assert any("permintaan data" in sentence for sentence in late())
    clear()
    clear()
    assert not list(late())
    for one in (decided, waiting):
        one.refresh_from_db()
    assert (bool(decided.content), bool(waiting.content)) == (False, True)
    page = desk.get(decided.get_absolute_url()).content.decode()
    assert "tidak disimpan lagi sejak" in page
    assert "dipenuhi" in page
    assert desk.get(reverse("lapas:request-json", args=[decided.pk])).status_code == 404
    assert AuditEvent.objects.filter(verb="lapas.drop_subject_file").count() == 1


def test_the_file_spans_all_floors() -> None:
    (certificate,) = issued(render=False)
    holder = certificate.inmate
    officer = officer_at(holder.prison)
    request = requests.open_request(inmate=holder, kind="access", asked_by="sendiri", actor=officer)
    give_part(part=SubjectPart.objects.get(request=request), note="", actor=officer_of(certificate.lsp))
    requests.prepare_request(request=request, proposal="", actor=officer)
    request.refresh_from_db()

    content = requests.open_content(request=request, actor=officer)

    said = {section["title"] for section in content["sections"]}
    theirs = {f"{certificate.lsp}: {title}" for title in ("Uji yang diikuti", "Keputusan", "Sertifikat")}
    assert {"Data diri", "Nomor register", *theirs} <= said
    assert certificate.number in json.dumps(content)


def test_who_prepared_does_not_decide_and_is_told_who_does(signed_in, head, person, prison) -> None:
    request = requests.open_request(inmate=person, kind="access", asked_by="sendiri", actor=head)
    requests.prepare_request(request=request, proposal="", actor=head)
    chief, url = signed_in(head), reverse("lapas:request-decide", args=[request.pk])
    assert counted(head) == {}
    page = chief.get(request.get_absolute_url()).content.decode()
    assert url not in page
    assert "tidak punya kepala lain" in page
    assert "tidak punya kepala lain" in chief.get(url).content.decode()
    deputy = officer_at(prison, "prison_head")

    refused = submit(chief, url, {"outcome": "granted"})

    assert deputy.person.full_name in refused.context["form"].errors["__all__"][0]
    assert deputy.person.full_name in chief.get(request.get_absolute_url()).content.decode()
    with pytest.raises(IntegrityError, match="two_persons"), transaction.atomic():
        SubjectRequest.objects.update(outcome="granted", decided_by=head, decided_at=clock.now())
    assert counted(deputy) == {"Permintaan data menunggu putusan Anda": 1}
    assert url in signed_in(deputy).get(request.get_absolute_url()).content.decode()
    requests.decide_request(request=request, outcome="granted", reason="", actor=deputy)


def test_no_text_of_a_request_takes_a_nik(officer, person) -> None:
    with pytest.raises(ValidationError, match="Jangan menulis NIK"):
        requests.open_request(
            inmate=person, kind="correction", asked_by="sendiri", wish=f"NIK seharusnya {NIK}", actor=officer
        )


def test_a_correction_is_late_after_three_days_and_a_refusal_needs_a_reason(
    officer, head, person, protector, signed_in
) -> None:
    with pytest.raises(ValidationError, match="keliru"):
        requests.open_request(inmate=person, kind="correction", asked_by="sendiri", actor=officer)
    request = requests.open_request(
        inmate=person, kind="correction", asked_by="sendiri", wish="Nama ibu salah tulis", actor=officer
    )
    assert counted(officer) == {"Permintaan data untuk disiapkan": 1}
    with pytest.raises(ValidationError, match="belum disiapkan"):
        requests.decide_request(request=request, outcome="granted", reason="", actor=head)
    requests.prepare_request(request=request, proposal="Sesuai akta lahir", actor=officer)
    SubjectRequest.objects.update(due_at=clock.now() - datetime.timedelta(minutes=1))
    assert counted(head) == {"Permintaan data lewat 3×24 jam": 1, "Permintaan data menunggu putusan Anda": 1}
    assert counted(protector) == {"Permintaan data lewat 3×24 jam": 1}
    with pytest.raises(ValidationError, match="alasannya"):
        requests.decide_request(request=request, outcome="refused", reason="", actor=head)

    requests.decide_request(request=request, outcome="refused", reason="Akta menyebut nama yang sama", actor=head)

    assert AuditEvent.objects.get(verb="lapas.decide_request").changes == {"outcome": "refused", "late": True}
    with pytest.raises(ValidationError, match="sudah diputus"):
        requests.prepare_request(request=request, proposal="Sekali lagi", actor=officer)
    assert counted(head) == {}
    # Answered, it goes on saying that it came too late, and by how much.
    page = signed_in(head).get(request.get_absolute_url()).content.decode()
    assert "ditolak, lewat 3×24 jam" in page
    assert "lewat kurang dari 1 jam" in page


def test_who_looked_shows_everybody_and_an_auditor_reads_no_name(
    signed_in, head, person, officer, prison, django_assert_max_num_queries
) -> None:
    signed_in(officer).get(reverse("certification:inmate-record", args=[person.pk]))
    url = reverse("lapas:inmate-readers", args=[person.pk])
    chief = signed_in(head)
    chief.get(url)  # the menu's badges are kept for a minute
    with django_assert_max_num_queries(12):
        page = chief.get(url).content.decode()
    assert page.count(officer.person.full_name) >= 2  # may read, and has read
    assert "membuka catatan penghuni" in page
    auditor = UserFactory()
    NationPostingFactory(person=auditor.person, role="auditor")
    masked = signed_in(auditor).get(url).content.decode()
    assert officer.person.full_name in masked
    assert "Budi" not in masked
    assert signed_in(officer_at(PrisonFactory(), "prison_head")).get(url).status_code == 404


def test_retention_counts_and_deletes_nothing(
    signed_in, protector, prison, capsys, django_assert_max_num_queries
) -> None:
    long_ago = clock.today() - datetime.timedelta(days=6 * 366)
    (held,) = issued(render=False)
    gone = InmateFactory(prison=prison)
    for one, day in ((gone, long_ago), (held.inmate, long_ago), (InmateFactory(prison=prison), clock.today())):
        services.record_release(inmate=one, on=day, actor=None)

    found = dry_run()

    assert (found.gone, found.going, found.prisons) == (2, 1, [(prison.name, 1)])
    assert {str(reason): count for reason, count in found.held}["sertifikat belum diserahkan"] == 1
    call_command("retention", "--dry-run")
    assert "Would go: 1 people" in capsys.readouterr().out
    with pytest.raises(CommandError, match="Nothing is deleted"):
        call_command("retention")
    browser, url = signed_in(protector), reverse("lapas:retention")
    browser.get(url)
    with django_assert_max_num_queries(12):
        page = browser.get(url).content.decode()
    plain = {part.label: part.model._default_manager.filter(inmate=gone).count() for part in all_parts()}
    assert dict(found.rows) == {label: count for label, count in plain.items() if count}
    assert sum(plain.values()) > 1
    assert prison.name in page
    gone.refresh_from_db()
