"""Many rows at once: what comes back is what went in, and the database still refuses what it refused."""

import datetime
import uuid
from typing import Any

import pytest
from django.db import DataError, transaction

from foundation import vendor
from foundation.audit.models import AuditEvent, AuditSubject
from foundation.jobs.models import Job

pytestmark = pytest.mark.django_db

MOMENT = datetime.datetime(2026, 11, 20, 1, 2, 3, 456789, datetime.UTC)
ODD = ["", "\\N", "\\", "a\tb", "a\nb\r\n", "\\t", "'; --", '"', "%s", "Siti Nurḥālizah", "😀", "\u2028", "\\."]


def job(text: str, **more: Any) -> Job:
    return Job(kind="odd", params={"said": text, "number": 1.5, "none": None}, error=text, created_at=MOMENT, **more)


def rows() -> list[Any]:
    return list(Job.objects.order_by("pk").values())


def test_odd_values_come_back_as_they_went_in_and_as_save_writes_them() -> None:
    made = [job(text, due_at=MOMENT, woken_at=None, lease_token=uuid.UUID(int=at)) for at, text in enumerate(ODD)]
    vendor.insert(made)
    assert [one.pk for one in made] == list(Job.objects.order_by("pk").values_list("pk", flat=True))
    written = rows()
    for one in made:
        assert not one._state.adding
        one.save()
    assert rows() == written
    assert [row["error"] for row in written] == ODD
    assert [row["params"]["said"] for row in written] == ODD
    assert {row["created_at"] for row in written} == {MOMENT}


def test_update_writes_the_named_columns_only() -> None:
    made = [job(text, due_at=MOMENT) for text in ODD]
    vendor.insert(made)
    gone = made.pop()
    Job.objects.filter(pk=gone.pk).delete()
    for one, text in zip(made, reversed(ODD), strict=False):
        one.params, one.error, one.kind, one.lease_token = [text], text, "not written", uuid.UUID(int=7)
    vendor.update([*made, gone], ["params", "error", "lease_token"])
    written = rows()
    assert [row["params"][0] for row in written] == [row["error"] for row in written] == ODD[:0:-1]
    assert {(row["kind"], row["lease_token"]) for row in written} == {("odd", uuid.UUID(int=7))}


def test_keys_go_on_after_the_reserved_ones() -> None:
    vendor.insert([job("a", due_at=MOMENT), job("b", due_at=MOMENT)])
    before = set(Job.objects.values_list("pk", flat=True))
    later = Job.objects.create(kind="odd", created_at=MOMENT, due_at=MOMENT)
    assert later.pk > max(before)
    vendor.insert([job("c", due_at=MOMENT)])
    assert Job.objects.latest("pk").error == "c"


def test_a_relation_follows_its_object_that_got_a_key_meanwhile() -> None:
    event = AuditEvent(at=MOMENT, verb="x.y")
    subjects = [AuditSubject(event=event, kind="k", key=str(number)) for number in range(3)]
    event.save()
    vendor.insert(subjects)
    assert event.subjects.count() == 3


@pytest.mark.postgresql
def test_text_that_is_too_long_is_refused_not_cut() -> None:
    (one,) = made = [job("a", due_at=MOMENT)]
    vendor.insert(made)
    one.kind = "x" * 500
    long = Job(kind="x" * 500, created_at=MOMENT, due_at=MOMENT)
    for write in (lambda: vendor.update(made, ["kind"]), lambda: vendor.insert([long])):
        with pytest.raises(DataError), transaction.atomic():
            write()
