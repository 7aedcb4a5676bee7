"""One form sent twice at the same moment. PostgreSQL only: SQLite lets one writer in at a time."""

import uuid

import pytest
from django.test import Client

from foundation.accounts.models import Person
from foundation.ui.models import SubmissionKey
from foundation.ui.pages import ActionPage
from tests.foundation.conftest import national
from tests.pages import submit
from tests.racing import meet

pytestmark = [pytest.mark.postgresql, pytest.mark.urls("tests.foundation.ui_urls")]


def send_twice():
    viewer, key = national(), uuid.uuid4()
    clients = Client(), Client()
    for client in clients:
        client.force_login(viewer)
    return meet(
        Person._meta.db_table,
        *(lambda client=client: submit(client, "/uji/pegawai/", {"full_name": "Sri"}, key=key) for client in clients),
    )


def test_form_sent_twice_at_once_has_one_effect_and_one_result(committing):
    answers = send_twice()

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, "/uji/upt/")] * 2
    assert Person.objects.filter(full_name="Sri").count() == 1


def test_without_the_key_it_has_two(committing, monkeypatch):
    """The control: it shows that the race above is a race."""
    monkeypatch.setattr(ActionPage, "_claim", lambda self, key: SubmissionKey(path=self.request.path))
    monkeypatch.setattr(SubmissionKey, "save", lambda self, **how: None)

    send_twice()

    assert Person.objects.filter(full_name="Sri").count() == 2
