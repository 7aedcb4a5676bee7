import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from foundation.accounts.choices import Role
from foundation.audit.models import AuditEvent
from foundation.ui.pages import ActionPage, ListPage, Page
from tests.factories.lapas import PrisonFactory
from tests.foundation.conftest import national

pytestmark = pytest.mark.urls("tests.foundation.ui_urls")


@pytest.mark.parametrize("base", [Page, ListPage, ActionPage])
def test_page_without_permission_is_refused_at_import(base):
    with pytest.raises(ImproperlyConfigured, match="permission_required"):
        type("Nameless", (base,), {})


def test_stranger_is_sent_to_sign_in_with_the_way_back(client, db):
    response = client.get("/uji/upt/?tampil=aktif")
    assert response.status_code == 302
    assert response.url == reverse("accounts:sign-in") + "?next=/uji/upt/%3Ftampil%3Daktif"


def test_stranger_by_htmx_gets_401(client, db):
    response = client.post("/uji/pegawai/", {"full_name": "Sri"}, headers={"HX-Request": "true"})
    assert response.status_code == 401


def test_user_without_permission_gets_403_that_says_what_to_do(client, db):
    client.force_login(national(Role.SYSTEM_ADMIN))
    response = client.get("/uji/upt/")
    assert response.status_code == 403
    assert "bukan untuk peran Anda" in response.content.decode()


def test_row_out_of_reach_is_404(as_viewer):
    response = as_viewer.get("/uji/upt/987654/")
    assert response.status_code == 404
    assert "Halaman tidak ditemukan" in response.content.decode()


def test_reading_a_row_is_recorded(as_viewer, viewer):
    prison = PrisonFactory()
    assert as_viewer.get(f"/uji/upt/{prison.pk}/").content.decode() == prison.name
    event = AuditEvent.objects.get(verb="lapas.view_prison")
    assert event.actor == viewer
    assert list(event.subjects.values_list("kind", "key")) == [("lapas.Prison", str(prison.pk))]


def test_signed_in_page_is_never_stored(as_viewer):
    assert "no-store" in as_viewer.get("/uji/upt/")["Cache-Control"]


def test_error_page_for_strangers_names_no_product(client, db):
    response = client.get("/tidak-ada/")
    assert response.status_code == 404
    assert "Pojok" not in response.content.decode()
    assert not response.cookies
