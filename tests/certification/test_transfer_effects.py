"""A transfer, told before it for exams and for originals that are not in the hand, wherever they lie."""

from __future__ import annotations

import pytest
from django.urls import reverse

from certification.choices import CandidateStatus, SheetStatus
from certification.models import Certificate
from certification.services.dispatching import send_dispatch
from certification.transfer_effects import effects
from foundation import clock
from lapas.models import Inmate
from tests.certification.issuing_world import decided, issued
from tests.certification.journey_world import on_sheets, prepared, received, sent
from tests.certification.training_world import issued_training
from tests.factories.accounts import UserFactory
from tests.factories.certification import (
    AssessmentFactory,
    ExamFactory,
    HandOverFactory,
    PrintRunFactory,
    PrintRunItemFactory,
)
from tests.factories.lapas import officer_at

pytestmark = pytest.mark.django_db


def told_of(certificate: Certificate) -> tuple[str, str]:
    (told,) = effects([certificate.inmate_id])[certificate.inmate_id]
    return told


def test_what_is_not_packed_yet_follows_the_person_by_itself() -> None:
    (waiting,) = issued(1, render=False)
    assert told_of(waiting)[0] == "ok"
    assert "belum dicetak" in told_of(waiting)[1]
    PrintRunItemFactory(run=PrintRunFactory(lsp=waiting.lsp), certificate=waiting)
    assert "sedang dicetak" in told_of(waiting)[1]
    unnumbered = decided(1).decisions.get().assessment.inmate_id
    ((tone, told),) = effects([unnumbered])[unnumbered]
    assert (tone, "belum bernomor" in told) == ("ok", True)


@pytest.mark.parametrize(
    ("state", "tone", "words"),
    [
        (SheetStatus.SIGNED, "ok", "belum dikemas; dikirim ke UPT tujuan"),
        (SheetStatus.ARRIVED, "warn", "sudah di UPT ini; serahkan sebelum berangkat"),
        (SheetStatus.READY, "warn", "kotak siap diserahkan; serahkan sebelum berangkat"),
    ],
)
def test_an_original_is_told_by_where_it_lies(state: str, tone: str, words: str) -> None:
    (certificate,) = on_sheets(1, state)
    said, told = told_of(certificate)
    assert (said, words in told) == (tone, True), told
    HandOverFactory(certificate=certificate)
    assert effects([certificate.inmate_id]) == {}


def test_a_package_for_this_prison_is_unpacked_or_sent_on() -> None:
    package = prepared(1)
    (certificate,) = Certificate.objects.all()
    assert "membongkar paketnya" in told_of(certificate)[1]
    send_dispatch(dispatch=package, sent_on=clock.today(), courier="Pos", courier_number="1", actor=UserFactory())
    tone, told = told_of(certificate)
    assert (tone, "di jalan ke UPT ini" in told) == ("bad", True)


def test_what_was_missing_from_a_package_is_told_to_its_lsp() -> None:
    received(2, missing=1)
    certificate = Certificate.objects.get(packed__state="missing")
    tone, told = told_of(certificate)
    assert (tone, "tidak ada di paket" in told) == ("bad", True)


def test_exams_are_told_by_what_can_still_be_done() -> None:
    proposed = AssessmentFactory(exam=ExamFactory(), status=CandidateStatus.READY)
    ((tone, told),) = effects([proposed.inmate_id])[proposed.inmate_id]
    assert (tone, "minta tunda pindah" in told, str(proposed.exam.lsp) in told) == ("bad", True, True)
    proposed.status = CandidateStatus.ASSESSED
    proposed.save()
    ((tone, told),) = effects([proposed.inmate_id])[proposed.inmate_id]
    assert (tone, "menunggu pleno" in told) == ("ok", True)


def test_a_training_certificate_on_paper_is_handed_over_before() -> None:
    (certificate,) = issued_training()
    assert "minta" in told_of(certificate)[1]
    Certificate.objects.filter(pk=certificate.pk).update(printed_on=clock.today())
    assert told_of(certificate)[0] == "warn"


def test_the_page_of_one_transfer_tells_it_and_the_count_of_queries_stays(client, django_assert_num_queries) -> None:
    sent(3)
    inmates = list(Certificate.objects.values_list("inmate_id", flat=True))
    with django_assert_num_queries(3):
        assert len(effects(inmates)) == 3
    inmate = Inmate.objects.get(pk=inmates[0])
    client.force_login(officer_at(inmate.prison), backend="foundation.accounts.backend.PostingsBackend")
    page = client.get(reverse("lapas:event-record", args=[inmate.pk]), {"jenis": "transfer_out"}).content.decode()
    assert "di jalan ke UPT ini" in page
