"""Users of the ground's tests, and kinds of jobs that are forgotten after the test."""

from __future__ import annotations

import pytest
from django.test import Client

from foundation.accounts.choices import Role
from foundation.accounts.models import User
from foundation.jobs import registry
from tests.factories.accounts import NationPostingFactory, UserFactory

PASSWORD = "kata-sandi-uji-2026"


def national(role: Role = Role.NATIONAL_VIEWER, **fields) -> User:
    """A user with a password and one posting for the whole country."""
    user = UserFactory(**fields)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    NationPostingFactory(person=user.person, role=role)
    return user


@pytest.fixture
def viewer(db) -> User:
    return national()


@pytest.fixture
def as_viewer(client: Client, viewer: User) -> Client:
    client.force_login(viewer)
    return client


@pytest.fixture
def officer(db) -> User:
    """An account without any posting."""
    return UserFactory()


@pytest.fixture
def system_admin(db) -> User:
    return national(Role.SYSTEM_ADMIN)


@pytest.fixture
def auditor(db) -> User:
    return national(Role.AUDITOR)


@pytest.fixture
def handlers(monkeypatch: pytest.MonkeyPatch) -> dict[str, registry.Handler]:
    """A registry of this test's own: it starts empty and takes what `registry.handler` is given."""
    own: dict[str, registry.Handler] = {}
    monkeypatch.setattr(registry, "_handlers", own)
    return own
