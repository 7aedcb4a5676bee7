import uuid

import pytest

from foundation.accounts.models import Person
from foundation.ui.models import SubmissionKey
from tests.pages import submit

pytestmark = pytest.mark.urls("tests.foundation.ui_urls")
URL = "/uji/pegawai/"


def test_form_is_carried_out_and_leads_on(as_viewer, viewer):
    response = submit(as_viewer, URL, {"full_name": "Sri"})
    assert response.status_code == 302
    assert response.url == "/uji/upt/"
    assert Person.objects.filter(full_name="Sri").count() == 1
    assert SubmissionKey.objects.get().user == viewer


def test_same_form_twice_has_one_effect_and_the_same_result(as_viewer):
    key = uuid.uuid4()
    first = submit(as_viewer, URL, {"full_name": "Sri"}, key=key)
    second = submit(as_viewer, URL, {"full_name": "Sri"}, key=key)
    assert first.url == second.url
    assert Person.objects.filter(full_name="Sri").count() == 1
    assert "sudah tersimpan" in as_viewer.get(second.url).content.decode()


def test_form_without_key_does_nothing_and_keeps_what_was_typed(as_viewer):
    response = as_viewer.post(URL, {"full_name": "Sri"})
    assert not Person.objects.filter(full_name="Sri").exists()
    assert 'value="Sri"' in response.content.decode()
    assert "kirim sekali lagi" in response.context["form"].errors["__all__"][0]


def test_page_carries_a_key_of_its_own(as_viewer):
    first, second = (as_viewer.get(URL).context["submission_key"] for _ in range(2))
    assert first != second
    assert f'value="{first}"'.encode() not in as_viewer.get(URL).content


def test_wrong_field_is_refused_before_the_service(as_viewer):
    response = submit(as_viewer, URL, {"full_name": "Sri", "born": "31-02-1990"})
    assert not Person.objects.filter(full_name="Sri").exists()
    assert "24-11-2026" in response.context["form"].errors["born"][0]
    assert not SubmissionKey.objects.exists()


def test_refusal_of_the_service_stands_on_top_and_rolls_back(as_viewer):
    key = uuid.uuid4()
    response = submit(as_viewer, URL, {"full_name": "Tutup"}, key=key)
    assert response.context["form"].errors["__all__"] == ["Pendaftaran sudah ditutup."]
    assert response.context["refusal"].code == "closed"
    assert 'value="Tutup"' in response.content.decode()
    assert not Person.objects.filter(full_name="Tutup").exists()
    assert not SubmissionKey.objects.exists()


def test_refused_form_may_be_sent_again_with_its_key(as_viewer):
    key = uuid.uuid4()
    submit(as_viewer, URL, {"full_name": "Tutup"}, key=key)
    submit(as_viewer, URL, {"full_name": "Sri"}, key=key)
    assert Person.objects.filter(full_name="Sri").count() == 1


def test_refusal_by_field_stands_at_the_field(as_viewer):
    response = submit(as_viewer, URL, {"full_name": "Dua"})
    errors = response.context["form"].errors
    assert errors["full_name"] == ["Nama ini sudah ada."]
    assert errors["__all__"] == ["Balai belum dipilih."]


def test_broken_service_leaves_nothing_behind(as_viewer):
    as_viewer.raise_request_exception = False
    response = submit(as_viewer, "/uji/rusak/")
    assert response.status_code == 500
    assert "Tidak ada yang tercatat setengah" in response.content.decode()
    assert not SubmissionKey.objects.exists()


def test_htmx_post_is_led_on_by_header(as_viewer):
    response = as_viewer.post(
        URL, {"full_name": "Sri", "submission_key": str(uuid.uuid4())}, headers={"HX-Request": "true"}
    )
    assert response["HX-Redirect"] == "/uji/upt/"
