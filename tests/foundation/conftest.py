"""Users of the ground's tests."""

from __future__ import annotations

import pytest
from django.test import Client

from foundation.accounts.choices import Role
from foundation.accounts.models import User
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
