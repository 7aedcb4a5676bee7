"""/livez and /readyz."""

import datetime

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse

from certification.rendering import libraries
from foundation import clock
from foundation.accounts.choices import Role
from foundation.jobs.models import Job
from pojok_vokasi.health import reasons_not_to_start
from tests.factories.accounts import NationPostingFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_livez_answers_without_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/livez")
    assert answer.json() == {"status": "alive"}


def test_readyz_says_ready(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200, answer.json()
    assert answer.json() == {"status": "ready", "reasons": [], "oldest_waiting_job_seconds": None}
    assert "no-store" in answer["Cache-Control"]


def test_readyz_counts_the_seconds_of_the_oldest_waiting_job(client):
    ago = clock.machine_now() - datetime.timedelta(seconds=90)
    Job.objects.create(kind="none", created_at=ago, due_at=ago, woken_at=ago)
    assert 90 <= client.get("/readyz").json()["oldest_waiting_job_seconds"] < 100


def test_readyz_names_a_missing_trigger(client):
    with connection.cursor() as cursor:
        on_table = " ON audit_auditevent" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER audit_auditevent_no_update{on_table}")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "audit_auditevent_no_update" in answer.json()["reasons"][0]


def test_readyz_names_unapplied_migrations(client):
    MigrationRecorder.Migration.objects.filter(app="accounts").delete()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "migrations" in answer.json()["reasons"][0]


def test_readyz_and_serve_refuse_to_go_without_a_library(client, monkeypatch):
    monkeypatch.setitem(libraries.REQUIRED, "libnowhere.so.9", "libnowhere9")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "install the package libnowhere9" in answer.json()["reasons"][0]
    assert reasons_not_to_start() == answer.json()["reasons"]


def test_readyz_says_that_the_broker_is_gone(client, settings, tmp_path):
    settings.BROKER_DIR = tmp_path / "gone"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["reasons"] == [f"broker: {tmp_path}/gone/messages is not a folder that can be written."]


def test_readyz_refuses_demo_accounts_in_production(client, settings, django_user_model):
    django_user_model.objects.create_user("1", full_name="Contoh", is_demo=True)
    assert client.get("/readyz").status_code == 200
    settings.PRODUCTION = True
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "demo accounts" in answer.json()["reasons"][0]


def test_the_page_of_the_administrator_says_what_is_wrong(client):
    user = UserFactory()
    NationPostingFactory(person=user.person, role=Role.SYSTEM_ADMIN)
    client.force_login(user)
    assert "perlu diperbaiki" not in client.get(reverse("health")).content.decode()
    with connection.cursor() as cursor:
        on_table = " ON audit_auditevent" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER audit_auditevent_no_update{on_table}")
    page = client.get(reverse("health")).content.decode()
    assert "audit_auditevent_no_update; manage.py migrate" in page
