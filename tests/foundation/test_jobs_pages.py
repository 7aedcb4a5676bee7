"""Who sees, follows and retries jobs."""

from __future__ import annotations

import pytest
from django.urls import reverse

from foundation import collect
from foundation.jobs import queue, registry, services
from foundation.jobs.choices import JobState
from foundation.jobs.models import Job
from tests.factories.accounts import UserFactory
from tests.pages import submit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known(handlers):
    registry.handler("probe", title="Membuat uji")(lambda work: None)


def failed_job(actor, reason="Penyimpanan penuh.") -> Job:
    job = services.claim(services.enqueue("probe", actor=actor, subjects=[actor.person]).pk)
    services.fail(job_id=job.pk, token=job.lease_token, reason=reason)
    job.refresh_from_db()
    return job


def test_progress_shows_the_actor_how_far_the_job_is(client, officer) -> None:
    job = services.claim(services.enqueue("probe", actor=officer, total=500).pk)
    services.renew(job_id=job.pk, token=job.lease_token, done=120)
    client.force_login(officer)
    page = client.get(reverse("jobs:progress", args=[job.pk])).content.decode()
    assert 'max="500" value="120"' in page
    assert "data-poll" in page


def test_progress_stops_asking_when_the_job_is_over(client, officer) -> None:
    job = failed_job(officer)
    client.force_login(officer)
    page = client.get(reverse("jobs:progress", args=[job.pk])).content.decode()
    assert "Penyimpanan penuh." in page
    assert "data-poll" not in page


def test_progress_answers_programs_in_json(client, officer) -> None:
    job = services.enqueue("probe", actor=officer, total=4)
    client.force_login(officer)
    answer = client.get(reverse("jobs:progress", args=[job.pk]), headers={"accept": "application/json"})
    assert answer.json() == {"state": "queued", "done": 0, "total": 4, "error": ""}


@pytest.mark.parametrize("name", ["progress", "detail", "retry"])
def test_job_of_somebody_else_is_not_found(client, officer, name) -> None:
    job = failed_job(UserFactory())
    client.force_login(officer)
    assert client.get(reverse(f"jobs:{name}", args=[job.pk])).status_code == 404


def test_failed_list_is_refused_without_the_permission(client, officer) -> None:
    client.force_login(officer)
    assert client.get(reverse("jobs:failed")).status_code == 403


@pytest.mark.parametrize("rows", [1, 30])
def test_failed_list_shows_reasons_and_no_subject(client, system_admin, django_assert_num_queries, rows) -> None:
    actor = UserFactory()
    jobs = [failed_job(actor) for _ in range(rows)]
    client.force_login(system_admin)
    client.get(reverse("jobs:failed"))
    with django_assert_num_queries(5):
        page = client.get(reverse("jobs:failed")).content.decode()
    assert page.count("Penyimpanan penuh.") == rows
    assert "Membuat uji" in page
    assert jobs[0].get_absolute_url() in page
    assert "accounts.Person" not in page


def test_a_refusal_that_may_name_somebody_is_read_by_the_actor_only(client, system_admin, officer) -> None:
    job = services.claim(services.enqueue("probe", actor=officer).pk)
    services.fail(job_id=job.pk, token=job.lease_token, reason="Nama Budi belum dikonfirmasi.", is_refusal=True)
    pages = [
        reverse("jobs:failed"),
        *(reverse(f"jobs:{name}", args=[job.pk]) for name in ("detail", "progress", "retry")),
    ]
    client.force_login(system_admin)
    for url in pages:
        page = client.get(url).content.decode()
        assert "Budi" not in page, url
        assert "Ditolak oleh sebuah aturan" in page, url
    client.force_login(officer)
    assert "Budi" in client.get(pages[1]).content.decode()


def test_administrator_retries_a_failed_job_once_though_the_form_is_sent_twice(client, system_admin) -> None:
    job = failed_job(UserFactory())
    client.force_login(system_admin)
    url = reverse("jobs:retry", args=[job.pk])
    assert submit(client, url).url == job.get_absolute_url()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)


def test_actor_retries_the_own_failed_job(client, officer) -> None:
    job = failed_job(officer)
    client.force_login(officer)
    assert "Ulangi" in client.get(job.get_absolute_url()).content.decode()
    submit(client, reverse("jobs:retry", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_retry_of_a_job_that_runs_is_refused_in_words(client, officer) -> None:
    job = services.enqueue("probe", actor=officer)
    client.force_login(officer)
    answer = submit(client, reverse("jobs:retry", args=[job.pk]))
    assert "tidak sedang gagal" in answer.context["form"].errors["__all__"][0]


def test_home_tells_the_actor_of_the_own_failed_job_only(officer) -> None:
    job = failed_job(officer)
    failed_job(UserFactory())
    (task,) = collect.told(queue.tasks(officer))
    assert (task.reason, task.url) == (job.error, job.get_absolute_url())


def test_home_counts_every_failed_job_for_the_administrator(system_admin, officer) -> None:
    assert collect.told(queue.tasks(system_admin)) == []
    failed_job(officer)
    failed_job(UserFactory())
    assert [task.count for task in collect.told(queue.tasks(system_admin))] == [2]
