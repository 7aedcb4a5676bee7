"""What is kept for a time only: gone once that is over, and named where nobody swept."""

from __future__ import annotations

import datetime
import uuid

import pytest
from axes.models import AccessLog
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from foundation import clock
from foundation.audit.models import AuditEvent
from foundation.collect import offered
from foundation.jobs import services, sweep
from foundation.jobs.choices import JobState
from foundation.jobs.models import Job
from foundation.ui.models import SubmissionKey
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def named() -> list[str]:
    return [sentence for late in offered("leftovers", "late") for sentence in late()]


def test_sessions_forms_and_refusals_go_when_their_time_is_over(client: Client) -> None:
    user = UserFactory()
    client.force_login(user, backend="foundation.accounts.backend.PostingsBackend")
    over = Session.objects.create(session_key="over", session_data="x", expire_date=clock.machine_now() - 2 * DAY)
    SubmissionKey.objects.bulk_create(
        SubmissionKey(key=uuid.uuid4(), user=user, path=path, created=clock.now() - age)
        for path, age in (("/old/", 9 * DAY), ("/new/", 6 * DAY))
    )
    AccessLog.objects.create(username=user.staff_number)
    old, new = (
        Job.objects.create(
            kind="x", state=JobState.FAILED, error="Budi sudah keluar.", is_refusal=True, actor=user,
            created_at=moment, due_at=moment, finished_at=moment,
        )
        for moment in (clock.machine_now() - services.REFUSALS_KEPT - 2 * DAY, clock.machine_now())
    )  # fmt: skip
    assert len(named()) == 3
    sweep.sweep()
    assert not Session.objects.filter(pk=over.pk).exists()
    assert Session.objects.count() == 1
    assert list(SubmissionKey.objects.values_list("path", flat=True)) == ["/new/"]
    assert not AccessLog.objects.exists()
    old.refresh_from_db()
    new.refresh_from_db()
    assert "Budi" not in old.reason_for(user)
    assert new.reason_for(user) == "Budi sudah keluar."
    assert named() == []


def test_who_signs_in_is_noted_in_the_trail_only(client: Client) -> None:
    user = UserFactory()
    user.set_password("sandi-yang-panjang")
    user.save()
    client.post(reverse("accounts:sign-in"), {"username": user.staff_number, "password": "sandi-yang-panjang"})
    assert client.session["_auth_user_id"] == str(user.pk)
    assert AuditEvent.objects.filter(verb="accounts.sign_in", actor=user).count() == 1
    assert not AccessLog.objects.exists()
