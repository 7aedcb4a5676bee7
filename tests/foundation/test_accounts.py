import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from foundation.accounts import services
from foundation.accounts.choices import Role
from foundation.audit.models import AuditEvent
from tests.factories.accounts import NationPostingFactory
from tests.foundation.conftest import PASSWORD, national
from tests.pages import submit

SIGN_IN = reverse("accounts:sign-in")
CHANGE = reverse("accounts:change-password")
NEW = "ladang-jagung-77"


def sign_in(client, user, password=PASSWORD, **more):
    return client.post(SIGN_IN, {"username": user.staff_number, "password": password, **more})


def test_sign_in_leads_to_the_page_asked_for_and_is_recorded(client, viewer):
    response = sign_in(client, viewer, next=CHANGE)
    assert response.url == CHANGE
    assert AuditEvent.objects.get(verb="accounts.sign_in").actor == viewer


def test_sign_in_does_not_lead_to_another_site(client, viewer):
    assert sign_in(client, viewer, next="https://example.com/").url == reverse("home")


def test_wrong_password_says_one_sentence(client, viewer):
    response = sign_in(client, viewer, "salah-salah-salah")
    assert "tidak cocok" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_six_wrong_passwords_lock_the_account(client, viewer):
    for _ in range(6):
        response = sign_in(client, viewer, "salah-salah-salah")
    assert response.status_code == 429
    assert "Tunggu 15 menit" in response.content.decode()
    assert sign_in(client, viewer).status_code == 429


def test_one_time_password_keeps_on_the_change_page(client, db):
    user = national(must_change_password=True)
    sign_in(client, user)
    assert client.get("/").url == CHANGE
    response = submit(client, CHANGE, {"old_password": PASSWORD, "new_password": NEW, "new_password_again": NEW})
    assert response.url == reverse("home")
    assert client.get("/").status_code == 200
    user.refresh_from_db()
    assert not user.must_change_password
    assert user.check_password(NEW)
    assert AuditEvent.objects.filter(verb="accounts.change_password", actor=user).count() == 1


@pytest.mark.parametrize(
    ("old", "new", "field", "code"),
    [
        ("bukan-ini-sandinya", NEW, "old_password", "password_wrong"),
        (PASSWORD, PASSWORD, "new_password", "password_same"),
        (PASSWORD, "pendek", "new_password", "password_too_short"),
        (PASSWORD, "password123", "new_password", "password_too_common"),
    ],
)
def test_change_of_password_is_refused(viewer, old, new, field, code):
    with pytest.raises(ValidationError) as refused:
        services.change_password(actor=viewer, old_password=old, new_password=new)
    assert [error.code for error in refused.value.error_dict[field]] == [code]
    assert viewer.check_password(PASSWORD)


def test_two_different_new_passwords_are_refused(as_viewer, viewer):
    response = submit(
        as_viewer, CHANGE, {"old_password": PASSWORD, "new_password": NEW, "new_password_again": NEW + "x"}
    )
    assert "tidak sama" in response.context["form"].errors["new_password_again"][0]
    viewer.refresh_from_db()
    assert viewer.check_password(PASSWORD)


def test_sign_out_is_by_post_only(as_viewer):
    assert as_viewer.get(reverse("accounts:sign-out")).status_code == 405
    as_viewer.post(reverse("accounts:sign-out"))
    assert "_auth_user_id" not in as_viewer.session


def test_hat_is_switched_and_changes_what_may_be_seen(client, viewer):
    NationPostingFactory(person=viewer.person, role=Role.SYSTEM_ADMIN)
    client.force_login(viewer)
    page = client.get("/").content.decode()
    assert "Sebagai admin sistem" in page
    assert "Cari nama" in page
    response = client.post(
        reverse("accounts:switch-hat"), {"hat": client.get("/").context["house"].other_hats[0]["number"]}
    )
    assert response.url == reverse("home")
    page = client.get("/").content.decode()
    assert "Sebagai pemantau nasional" in page
    assert "Cari nama" not in page
    assert AuditEvent.objects.filter(verb="accounts.switch_hat").count() == 1


@pytest.mark.parametrize("hat", ["3", "999", "x", ""])
def test_hat_that_is_not_held_is_refused(as_viewer, hat):
    as_viewer.post(reverse("accounts:switch-hat"), {"hat": hat})
    assert "hat" not in as_viewer.session
    assert "tidak ada dalam penugasan" in as_viewer.get("/").content.decode()


def test_demo_accounts_are_listed_in_the_demo_world_only(
    client, db, settings, monkeypatch, django_assert_max_num_queries
):
    user, _second, behind = (national(is_demo=True) for _account in range(3))
    monkeypatch.setattr("foundation.accounts.views.MOST_OFFERED", 2)
    settings.DEMO = True
    with django_assert_max_num_queries(2):
        page = client.get(SIGN_IN).content.decode()
    assert user.staff_number in page
    assert behind.staff_number not in page
    assert "pojok-demo-2026" in page
    settings.DEMO = False
    page = client.get(SIGN_IN).content.decode()
    assert user.staff_number not in page
    assert "pojok-demo-2026" not in page


@pytest.mark.parametrize(("minutes", "status"), [(29, 200), (31, 302)])
def test_idle_session_ends_after_half_an_hour(client, viewer, minutes, status):
    start = datetime.datetime.now(datetime.UTC)
    sign_in(client, viewer)
    client.get("/")
    with time_machine.travel(start + datetime.timedelta(minutes=minutes)):
        assert client.get("/").status_code == status


def test_used_session_slides_but_ends_after_ten_hours(client, viewer):
    start = datetime.datetime.now(datetime.UTC)
    sign_in(client, viewer)
    for minutes in range(20, 600, 20):
        with time_machine.travel(start + datetime.timedelta(minutes=minutes), tick=False):
            assert client.get("/").status_code == 200
    with time_machine.travel(start + datetime.timedelta(minutes=601)):
        assert client.get("/").status_code == 302
