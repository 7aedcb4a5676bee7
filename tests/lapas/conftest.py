from __future__ import annotations

import pytest
from django.test import Client

from lapas.models import Prison
from tests.factories.lapas import PrisonFactory, officer_at


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory()


@pytest.fixture
def officer(prison: Prison):
    return officer_at(prison)


@pytest.fixture
def desk(client: Client, officer) -> Client:
    """The registry officer of `prison`, signed in."""
    client.force_login(officer, backend="foundation.accounts.backend.PostingsBackend")
    return client


@pytest.fixture
def signed_in():
    """Another browser for another user."""

    def sign(user) -> Client:
        client = Client()
        client.force_login(user, backend="foundation.accounts.backend.PostingsBackend")
        return client

    return sign
