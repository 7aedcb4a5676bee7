"""The second step of a transfer, told before it: classes left behind, exams, and originals wherever they lie."""

from __future__ import annotations

import pytest
from django.urls import reverse

from certification.arrival_effects import effects as of_papers
from certification.choices import CandidateStatus, SheetStatus
from certification.models import Certificate, Dispatch
from certification.services.dispatching import send_dispatch
from foundation import clock
from foundation.jobs.execution import run_due
from lapas import effects
from lapas.models import Inmate, Prison
from lapas.services import send_transfer
from tests.certification.journey_world import on_sheets, prepared, received, sent
from tests.certification.training_world import issued_training
from tests.factories.accounts import UserFactory
from tests.factories.certification import AssessmentFactory, ExamFactory, HandOverFactory
from tests.factories.lapas import PrisonFactory, officer_at
from tests.factories.training import EnrolmentFactory, TrainingClassFactory
from training.choices import EnrolmentStatus

pytestmark = pytest.mark.django_db


def depart(inmate: Inmate) -> Prison:
    there = PrisonFactory()
    send_transfer(inmate=inmate, to_prison=there, on=clock.today(), actor=UserFactory())
    run_due()
    return there


def told_of(certificate: Certificate) -> tuple[str, str]:
    (told,) = of_papers([certificate.inmate_id])[certificate.inmate_id]
    return told


@pytest.mark.parametrize(
    ("state", "tone", "words"),
    [
        (SheetStatus.SIGNED, "ok", "belum dikemas; dikirim ke UPT ini"),
        (SheetStatus.READY, "warn", "menyusulkannya ke sini"),
        (SheetStatus.FORWARDED, "bad", "sudah di loket"),
    ],
)
def test_an_original_is_told_by_where_it_lies(state: str, tone: str, words: str) -> None:
    (certificate,) = on_sheets(1, state)
    depart(certificate.inmate)
    said, told = told_of(certificate)
    assert (said, words in told) == (tone, True), told
    HandOverFactory(certificate=certificate)
    assert of_papers([certificate.inmate_id]) == {}


def test_a_package_is_told_by_the_prison_it_goes_to() -> None:
    package = prepared(1)
    (certificate,) = Certificate.objects.all()
    origin, there = certificate.inmate.prison, depart(certificate.inmate)
    assert f"dikemas untuk {origin}" in told_of(certificate)[1]
    Dispatch.objects.update(prison=there)
    assert told_of(certificate)[0] == "ok"
    send_dispatch(dispatch=package, sent_on=clock.today(), courier="Pos", courier_number="1", actor=UserFactory())
    assert "terima paketnya di Kiriman" in told_of(certificate)[1]
    Dispatch.objects.update(prison=origin)
    assert told_of(certificate)[0] == "bad"


def test_what_was_missing_from_a_package_is_asked_for() -> None:
    received(2, missing=1)
    assert "tidak ada di paket" in told_of(Certificate.objects.get(packed__state="missing"))[1]


def test_a_candidate_and_a_training_certificate_are_told() -> None:
    candidate = AssessmentFactory(exam=ExamFactory(), status=CandidateStatus.READY)
    ((tone, told),) = of_papers([candidate.inmate_id])[candidate.inmate_id]
    assert (tone, str(candidate.exam.lsp) in told) == ("bad", True)
    (certificate,) = issued_training()
    assert told_of(certificate)[0] == "ok"
    Certificate.objects.filter(pk=certificate.pk).update(printed_on=clock.today())
    assert told_of(certificate)[0] == "warn"


def test_a_place_that_ended_is_told_with_the_class_here_where_its_scheme_goes_on() -> None:
    place = EnrolmentFactory(status=EnrolmentStatus.ENROLLED)
    there = depart(place.inmate)
    ((tone, told),) = effects.of_arrivals([place.inmate_id])[place.inmate_id]
    assert (tone, str(place.training_class) in told, "belum ada kelasnya" in told) == ("bad", True, True)
    local = TrainingClassFactory(module=place.training_class.module, corner__prison=there, batch=7)
    ((tone, told),) = effects.of_arrivals([place.inmate_id])[place.inmate_id]
    assert (tone, f"usulkan ke {local}" in told) == ("warn", True)


def test_the_page_tells_it_before_the_arrival_is_accepted(client, django_assert_num_queries) -> None:
    sent(3)
    inmates = [certificate.inmate for certificate in Certificate.objects.all()]
    there = depart(inmates[0])
    with django_assert_num_queries(3):
        assert len(of_papers([inmate.pk for inmate in inmates])) == 3
    client.force_login(officer_at(there), backend="foundation.accounts.backend.PostingsBackend")
    page = client.get(reverse("lapas:arrival-accept", args=[inmates[0].pk])).content.decode()
    assert f"di jalan ke {inmates[0].prison}" in page
    empty = EnrolmentFactory(status=EnrolmentStatus.ENDED, ended_on=clock.today(), end_reason="withdrawn").inmate
    Inmate.objects.filter(pk=empty.pk).update(custody_state="in_transit", destination=there)
    page = client.get(reverse("lapas:arrival-accept", args=[empty.pk])).content.decode()
    assert "Tidak ada kelas, uji, atau sertifikat asli yang tertinggal." in page
