"""A moved release date, told for certificates that are not in the person's hand yet."""

from __future__ import annotations

import datetime

import pytest

from certification.choices import SheetStatus
from certification.release_effects import effects
from foundation import clock
from tests.certification.issuing_world import decided, issued
from tests.certification.journey_world import on_sheets
from tests.factories.certification import HandOverFactory

pytestmark = pytest.mark.django_db


def in_days(days: int) -> datetime.date:
    return clock.today() + datetime.timedelta(days=days)


def test_an_unprinted_certificate_is_told_with_its_new_latest_day() -> None:
    (certificate,) = issued(1)
    ((tone, told),) = effects({certificate.inmate_id: in_days(60)})[certificate.inmate_id]
    assert tone == "warn"
    needed = f"{in_days(50):%d-%m-%Y}"
    name = certificate.scheme.title_id
    assert told == f"sertifikat {name} belum dicetak; dibutuhkan paling lambat menjadi {needed}."
    ((tone, told),) = effects({certificate.inmate_id: in_days(9)})[certificate.inmate_id]
    assert tone == "bad"
    assert "dibutuhkan sekarang juga, minta LSP mencetaknya dahulu" in told


@pytest.mark.parametrize(
    ("state", "tone", "words"),
    [
        (SheetStatus.SIGNED, "bad", "dicetak, belum dikirim; dibutuhkan sekarang juga"),
        (SheetStatus.DISPATCHED, "bad", "sedang dikirim; dibutuhkan sekarang juga"),
        (SheetStatus.READY, "ok", "sudah di UPT; serahkan sebelum"),
    ],
)
def test_a_printed_one_is_told_by_where_it_is(state: str, tone: str, words: str) -> None:
    (certificate,) = on_sheets(1, state)
    ((said, told),) = effects({certificate.inmate_id: in_days(5)})[certificate.inmate_id]
    assert said == tone
    assert words in told


def test_a_decision_without_a_number_is_told_and_one_in_the_hand_is_not() -> None:
    assessment = decided(1).decisions.get().assessment
    assert "belum bernomor" in effects({assessment.inmate_id: in_days(60)})[assessment.inmate_id][0][1]
    (certificate,) = issued(1)
    HandOverFactory(certificate=certificate)
    assert effects({certificate.inmate_id: in_days(60)}) == {}
