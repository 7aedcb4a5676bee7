"""An LSP's part of a person's own file: asked for, seen and given at the LSP, missed in the file."""

from __future__ import annotations

import datetime
import json
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from certification.models import DispatchItem, SubjectPart
from certification.queue import tasks
from certification.rendering.subject_file import render_subject_file
from certification.services.exams import propose_exam
from certification.services.parts import give_part
from foundation import clock, collect
from foundation.accounts.choices import Role
from foundation.audit.models import AuditEvent
from lapas.models import Inmate, SubjectRequest
from lapas.services import requests
from tests.certification import scenes
from tests.certification.issuing_world import issued
from tests.certification.paper import text_of
from tests.factories.certification import AssessmentFactory, HandOverFactory, LspFactory, officer_of
from tests.factories.journey import DispatchFactory, DispatchItemFactory
from tests.factories.lapas import InmateFactory, officer_at
from tests.factories.numbering import TrainingCertificateFactory
from tests.factories.training import AttendanceFactory, ClassSessionFactory, EnrolmentFactory
from tests.pages import submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate():
    (made,) = issued(1, render=False)
    return made


@pytest.fixture
def desk(certificate):
    return officer_at(certificate.inmate.prison, Role.REGISTRY_OFFICER)


@pytest.fixture
def request_row(certificate, desk) -> SubjectRequest:
    return requests.open_request(inmate=certificate.inmate, kind="access", asked_by="sendiri", actor=desk)


def titles(request: SubjectRequest, actor) -> dict[str, str]:
    request.refresh_from_db()
    content = requests.open_content(request=request, actor=actor)
    return {section["title"]: json.dumps(section["rows"], ensure_ascii=False) for section in content["sections"]}


def test_lsp_sees_and_gives_its_part_and_the_file_holds_it(
    client, certificate, desk, request_row, django_assert_max_num_queries
) -> None:
    lsp, inmate = certificate.lsp, certificate.inmate
    DispatchItemFactory(dispatch=DispatchFactory(lsp=lsp, prison=inmate.prison), certificate=certificate)
    HandOverFactory(certificate=certificate, received_by="Adik pemegang", is_holder=False)
    TrainingCertificateFactory(inmate=inmate, enrolment__inmate=inmate, number="BLK-77")
    part = SubjectPart.objects.get(request=request_row)
    assert (part.lsp, request_row.due_at - part.due_at) == (lsp, datetime.timedelta(hours=24))
    officer, url = officer_of(lsp), reverse("certification:part-give", args=[part.pk])
    assert {task.title: task.count for task in collect.told(tasks(officer))}["Bagian berkas data untuk diserahkan"] == 1
    client.force_login(desk)
    assert client.get(url).status_code == 403
    waits = submit(client, reverse("lapas:request-prepare", args=[request_row.pk]))
    assert "belum menyerahkan bagiannya" in waits.context["form"].errors["__all__"][0]
    client.force_login(officer_of(LspFactory()))
    assert client.get(url).status_code == 404

    client.force_login(officer)
    client.get(url)  # the menu's badges are kept for a minute
    with django_assert_max_num_queries(17):
        page = client.get(url).content.decode()
    assert certificate.number in page
    assert inmate.register_number not in page
    with django_assert_max_num_queries(12):
        assert inmate.name in client.get(reverse("certification:part-list")).content.decode()
    submit(client, url, {"note": "Berkas FR.AK ada di arsip LSP"})

    client.force_login(desk)
    with django_assert_max_num_queries(12):
        assert "arsip LSP" in client.get(request_row.get_absolute_url()).content.decode()
    submit(client, reverse("lapas:request-prepare", args=[request_row.pk]))
    said = titles(request_row, desk)
    assert certificate.number in said[f"{lsp}: Sertifikat"]
    assert str(DispatchItem.objects.get().dispatch) in said[f"{lsp}: Kiriman"]
    assert "Kompeten" in said[f"{lsp}: Keputusan"]
    assert "Adik pemegang" in said[f"{lsp}: Penyerahan"]
    assert "arsip LSP" in said[f"{lsp}: catatan"]
    assert {f"{lsp}: Uji yang diikuti", f"{lsp}: Keputusan"} <= set(said)
    assert "BLK-77" in said["Sertifikat pelatihan"]
    verbs = set(AuditEvent.objects.about(part).values_list("verb", flat=True))
    assert verbs == {"certification.view_part", "certification.give_part"}


def test_silence_of_the_lsp_delays_no_answer_and_the_file_says_so(certificate, desk, request_row) -> None:
    with pytest.raises(ValidationError) as refused:
        requests.prepare_request(request=request_row, proposal="", actor=desk)
    assert str(certificate.lsp) in refused.value.messages[0]
    SubjectPart.objects.update(due_at=clock.now())

    requests.prepare_request(request=request_row, proposal="", actor=desk)

    said = titles(request_row, desk)
    assert "Belum diserahkan LSP" in said[str(certificate.lsp)]
    assert certificate.number not in json.dumps(said)
    # Late is better than never: until the head decides the answer can be prepared anew.
    officer, part = officer_of(certificate.lsp), SubjectPart.objects.get()
    give_part(part=part, note="", actor=officer)
    assert AuditEvent.objects.get(verb="certification.give_part").changes == {"late": True}
    requests.prepare_request(request=request_row, proposal="", actor=desk)
    assert certificate.number in titles(request_row, desk)[f"{certificate.lsp}: Sertifikat"]
    with pytest.raises(ValidationError, match="sudah diserahkan"):
        give_part(part=part, note="", actor=officer)


def test_after_the_answer_nothing_is_added_and_the_name_leaves_the_lsps_list(client, certificate, request_row) -> None:
    SubjectPart.objects.update(due_at=clock.now())
    prison, officer = certificate.inmate.prison, officer_of(certificate.lsp)
    requests.prepare_request(request=request_row, proposal="", actor=officer_at(prison, Role.REGISTRY_OFFICER))
    head = officer_at(prison, Role.PRISON_HEAD)
    requests.decide_request(request=request_row, outcome="granted", reason="", actor=head)
    part = SubjectPart.objects.get()
    with pytest.raises(ValidationError, match="sudah dijawab"):
        give_part(part=part, note="", actor=officer)
    client.force_login(officer)
    url = reverse("certification:part-give", args=[part.pk])
    assert client.get(url).status_code == 200
    SubjectRequest.objects.update(decided_at=clock.now() - datetime.timedelta(days=31))
    assert client.get(url).status_code == 404


def test_lsp_that_comes_later_is_asked_when_its_exam_is_proposed(desk) -> None:
    training_class = scenes.ready_class(people=1)
    inmate = training_class.enrolments.get().inmate
    lsp = scenes.lsp_for(training_class)
    request = requests.open_request(inmate=inmate, kind="access", asked_by="sendiri", actor=desk)
    assert not SubjectPart.objects.filter(request=request).exists()

    propose_exam(training_class=training_class, lsp=lsp, proposed_for=scenes.today(), actor=desk)

    part = SubjectPart.objects.get(request=request, lsp=lsp)
    assert part.due_at - part.asked_at >= datetime.timedelta(hours=48)
    assert AuditEvent.objects.about(request).filter(verb="lapas.ask_holders").count() == 1


def test_lsp_that_comes_later_is_asked_when_the_answer_is_prepared_and_delays_it_no_further(
    client, certificate, desk, request_row
) -> None:
    first = SubjectPart.objects.get()
    give_part(part=first, note="", actor=officer_of(first.lsp))
    exam = AssessmentFactory(inmate=certificate.inmate).exam
    client.force_login(desk)
    url = reverse("lapas:request-prepare", args=[request_row.pk])
    waits = submit(client, url)
    assert str(exam.lsp) in waits.context["form"].errors["__all__"][0]
    part = SubjectPart.objects.get(lsp=exam.lsp)
    assert part.due_at > request_row.due_at - datetime.timedelta(hours=24)

    # The prison's own last day has come; the LSP's hours have not run out.
    SubjectRequest.objects.update(due_at=clock.now() + datetime.timedelta(hours=23))
    assert "masih punya waktu" in client.get(url).content.decode()
    submit(client, url)
    said = titles(request_row, desk)
    assert "Belum diserahkan LSP" in said[str(exam.lsp)]
    assert "Batas LSP" in said[str(exam.lsp)]
    assert certificate.number in said[f"{certificate.lsp}: Sertifikat"]


def test_file_reads_in_indonesian_and_in_the_prisons_own_time(certificate, desk, request_row) -> None:
    prison = certificate.inmate.prison
    prison.timezone = "Asia/Jayapura"
    prison.save()
    give_part(part=SubjectPart.objects.get(), note="", actor=officer_of(certificate.lsp))
    seat = EnrolmentFactory(running=True, inmate=certificate.inmate)
    for day in (1, 2):
        on = datetime.date(2026, 7, day)
        session = ClassSessionFactory(training_class=seat.training_class, on=on)
        AttendanceFactory(session=session, enrolment=seat)
    row = requests.prepare_request(request=SubjectRequest.objects.get(), proposal="", actor=desk)

    content = requests.open_content(request=row, actor=desk)
    facts = [value for one in content["sections"] for each in one["rows"] for _name, value in each if "units" in value]
    assert facts == [certificate.facts]  # whole, by the names of docs/certificate-facts.md
    opened = row.opened_at.astimezone(ZoneInfo("Asia/Jayapura"))
    text = text_of(render_subject_file(content))
    assert "Semua jam dalam WIT." in text
    assert f"{opened:%d-%m-%Y %H.%M}" in text
    assert f"01-07-2026 {seat.training_class} hadir 02-07-2026" in text  # a day is one line
    assert "Manajer sertifikasi" in text
    assert not [raw for raw in ("title_id", "verify_base_url", "UTC") if raw in text]


def test_nobody_is_asked_for_a_correction_nor_about_somebody_without_exams(certificate, desk) -> None:
    requests.open_request(
        inmate=certificate.inmate, kind="correction", asked_by="sendiri", wish="Nama ibu keliru", actor=desk
    )
    other = InmateFactory(prison=certificate.inmate.prison)
    requests.open_request(inmate=other, kind="access", asked_by="sendiri", actor=desk)
    assert SubjectPart.objects.count() == 0


def test_rows_that_were_merged_are_asked_about_as_well(certificate, desk) -> None:
    kept = InmateFactory(prison=certificate.inmate.prison)
    Inmate.objects.filter(pk=certificate.inmate_id).update(merged_into=kept, custody_state="merged")
    requests.open_request(inmate=kept, kind="access", asked_by="sendiri", actor=desk)
    assert SubjectPart.objects.get().lsp == certificate.lsp
