"""Two codes make a password, locks keep out, and the machine makes the first administrators."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from foundation.accounts.choices import Role
from foundation.accounts.models import NationPosting, User
from foundation.audit.models import AuditEvent
from foundation.desks.models import AccountLock, PasswordSlip
from foundation.desks.services import accounts, slips
from tests.foundation.desks_world import REASON, again, desks_world, executed
from tests.foundation.test_desks import refused
from tests.pages import submit

pytestmark = pytest.mark.django_db

NEW = "taman-hujan-pagi-88"


@pytest.fixture
def world():
    return desks_world()


@pytest.fixture
def user(world) -> User:
    executed(world)
    return User.objects.select_related("person").get(staff_number="991985")


def codes(world, user) -> tuple[str, str]:
    slip, first = slips.print_first_code(user=user, actor=world.system)
    _slip, second = slips.print_second_code(slip=slip, actor=world.head)
    return first, second


def choose(user, first, second, new=NEW) -> User:
    return slips.set_password(staff_number=user.staff_number, first_code=first, second_code=second, new_password=new)


def test_two_codes_make_a_password_once(world, user):
    first, second = codes(world, user)
    # Typed as people type: small letters, no groups, O for 0.
    choose(user, first.lower().replace("-", " "), second.replace("0", "O"))
    assert again(user).check_password(NEW)
    assert not again(user).must_change_password
    assert refused(choose, user, first, second, "lain-lagi-sandinya") == "codes_wrong"
    stored = " ".join(str(value) for row in PasswordSlip.objects.values_list() for value in row)
    assert slips.plain(first) not in stored
    assert first not in str(list(AuditEvent.objects.values_list("changes")))


def test_one_code_is_not_enough_and_tries_are_counted(world, user, monkeypatch):
    monkeypatch.setattr(slips, "MOST_TRIES", 2)
    slip, first = slips.print_first_code(user=user, actor=world.system)
    assert refused(choose, user, first, first) == "codes_wrong"
    assert PasswordSlip.objects.get().tries == 1
    _slip, second = slips.print_second_code(slip=slip, actor=world.head)
    assert refused(choose, user, second, first) == "codes_wrong"
    assert refused(choose, user, first, second) == "codes_wrong", "the slip was closed by wrong tries"
    assert not again(user).has_usable_password()


def test_a_weak_password_costs_no_try(world, user):
    first, second = codes(world, user)
    with pytest.raises(ValidationError) as caught:
        choose(user, first, second, "password12")
    assert "new_password" in caught.value.error_dict
    assert choose(user, first, second).check_password(NEW)


def test_both_codes_are_not_printed_by_one_nor_for_oneself(world, user):
    assert refused(slips.print_first_code, user=world.system, actor=world.system) == "oneself"
    slip, _first = slips.print_first_code(user=user, actor=world.system)
    assert refused(slips.print_second_code, slip=slip, actor=world.system) == "same_person"
    assert refused(slips.print_second_code, slip=slip, actor=user) == "oneself"
    slips.print_second_code(slip=slip, actor=world.head)
    assert refused(slips.print_second_code, slip=slip, actor=world.kemnaker) == "printed"


def test_an_old_slip_is_over_when_a_newer_is_printed_or_time_has_passed(world, user):
    slip, _first = slips.print_first_code(user=user, actor=world.system)
    newer, _code = slips.print_first_code(user=user, actor=world.system2)
    assert refused(slips.print_second_code, slip=slip, actor=world.head) == "over"
    PasswordSlip.objects.filter(pk=newer.pk).update(expires_at=newer.first_at)
    assert refused(slips.print_second_code, slip=newer, actor=world.head) == "over"


def test_a_locked_account_is_out_at_once_and_another_opens_it(client, world, user):
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    client.force_login(user, backend="foundation.accounts.backend.PostingsBackend")
    assert client.get(reverse("home")).status_code == 200
    assert refused(accounts.lock_account, user=user, reason="ya", actor=world.system) == "reason_missing"
    assert refused(accounts.lock_account, user=world.system, reason=REASON, actor=world.system) == "oneself"
    slip, _first = slips.print_first_code(user=user, actor=world.system)
    accounts.lock_account(user=user, reason=REASON, actor=world.system)
    assert client.get(reverse("home")).status_code == 302
    assert refused(accounts.lock_account, user=user, reason=REASON, actor=world.kemnaker) == "locked"
    assert refused(slips.print_first_code, user=again(user), actor=world.system2) == "locked"
    assert refused(slips.print_second_code, slip=slip, actor=world.head) == "over"
    assert refused(accounts.unlock_account, user=user, reason=REASON, actor=world.system) == "same_person"
    assert refused(accounts.unlock_account, user=user, reason=REASON, actor=user) == "oneself"
    accounts.unlock_account(user=user, reason=REASON, actor=world.kemnaker)
    assert again(user).is_active
    assert refused(accounts.unlock_account, user=user, reason=REASON, actor=world.kemnaker) == "not_locked"
    assert AccountLock.objects.get().unlocked_by == world.kemnaker.person


def test_the_last_administrator_is_not_locked_out(world):
    accounts.lock_account(user=world.kemnaker2, reason=REASON, actor=world.system)
    assert refused(accounts.lock_account, user=world.kemnaker, reason=REASON, actor=world.system) == "last_one"


def test_the_pages_show_each_code_once(client, world, user):
    client.force_login(world.system, backend="foundation.accounts.backend.PostingsBackend")
    url = reverse("desks:code-first", args=[user.person_id])
    assert "Cetak" in client.get(url).content.decode()
    first = client_code(submit(client, url))
    assert first not in client.get(reverse("desks:person-detail", args=[user.person_id])).content.decode()
    client.force_login(world.head, backend="foundation.accounts.backend.PostingsBackend")
    answer = submit(client, reverse("desks:code-second", args=[user.person_id]))
    assert "no-store" in answer["Cache-Control"]
    client.logout()
    door = reverse("desks:set-password")
    given = {"staff_number": user.staff_number, "new_password": NEW, "new_password_again": NEW}
    wrong = client.post(door, {**given, "first_code": first, "second_code": first})
    assert "tidak cocok" in wrong.context["form"].errors["__all__"][0]
    right = client.post(door, {**given, "first_code": first, "second_code": client_code(answer)})
    assert right["Location"] == reverse("accounts:sign-in")
    signed = client.post(reverse("accounts:sign-in"), {"username": user.staff_number, "password": NEW})
    assert signed["Location"] == reverse("home")


def client_code(answer) -> str:
    return re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", answer.content.decode()).group()


def make(role: str, name: str, number: str) -> str:
    out = StringIO()
    call_command("make_admin", role, "--name", name, "--staff-number", number, stdout=out)
    return out.getvalue()


def test_the_machine_makes_the_first_two_of_each_and_no_third():
    said = make("system_admin", "Rizal Hastobroto", "9901")
    first, second = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", said)
    choose(User.objects.get(staff_number="9901"), first, second)
    make("system_admin", "Wira Adipramana", "9902")
    with pytest.raises(CommandError, match="Sudah ada 2"):
        make("system_admin", "Orang Ketiga", "9903")
    with pytest.raises(CommandError, match="tidak dirangkap"):
        make("kemnaker_admin", "Rizal Hastobroto", "9901")
    with pytest.raises(CommandError, match="milik"):
        make("kemnaker_admin", "Nama Lain", "9901")
    with pytest.raises(CommandError):
        make("prison_head", "Siapa Saja", "9904")
    # New codes for one who is there: a lost password costs no new account.
    make("system_admin", "Rizal Hastobroto", "9901")
    assert NationPosting.objects.filter(role=Role.SYSTEM_ADMIN).count() == 2
    assert AuditEvent.objects.filter(verb="desks.make_admin", actor=None).count() == 3
