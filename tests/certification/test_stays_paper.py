"""*Jangan dipindahkan* as PDF: who stands on it, and that another prison's never opens."""

from __future__ import annotations

import datetime

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from foundation import clock
from foundation.accounts.choices import Role
from tests.factories.lapas import InmateFactory, officer_at
from tests.factories.training import EnrolmentFactory

pytestmark = pytest.mark.django_db
PAPER = reverse("certification:stays-paper")


def test_paper_names_who_should_stay_with_the_number_of_the_list_on_screen() -> None:
    ends = clock.today() + datetime.timedelta(days=20)
    enrolment = EnrolmentFactory(
        status="running", training_class__status="running", training_class__ends_on=ends, inmate__name="Jumadi"
    )
    prison = enrolment.training_class.corner.prison
    InmateFactory(prison=prison, name="Bukan Peserta")
    client = Client()
    client.force_login(officer_at(prison, Role.WORK_OFFICER), backend="foundation.accounts.backend.PostingsBackend")
    screen = client.get(reverse("training:do-not-transfer"))
    ((_label, url),) = screen.context["papers"]
    answer = client.get(url)
    assert answer["Content-Type"] == "application/pdf"
    text = pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_bounded()
    assert screen.context["sheet_number"] in text
    assert "Jumadi" in text
    assert f"{ends:%d-%m-%Y}" in text
    assert "Bukan Peserta" not in text
    elsewhere = InmateFactory().prison
    assert client.get(PAPER, {"upt": elsewhere.code}).status_code == 404
