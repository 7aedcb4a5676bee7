"""Who left with the certificate in hand, and who is not counted."""

import datetime

import pytest
from django.core.cache import cache

from certification import panels
from certification.figures import left_in_hand
from certification.models import Certificate
from foundation import clock
from lapas.models import Inmate
from tests.certification.issuing_world import issued
from tests.factories.certification import HandOverFactory
from tests.factories.lapas import InmateFactory
from tests.factories.numbering import TrainingCertificateFactory
from tests.factories.training import EnrolmentFactory

pytestmark = pytest.mark.django_db


def days_ago(number):
    return clock.today() - datetime.timedelta(days=number)


def free(inmate, days=10, **columns):
    Inmate.objects.filter(pk=inmate.pk).update(
        custody_state="released", released_on=days_ago(days), destination=None, **columns
    )


def counted():
    found = left_in_hand(Inmate.objects.all(), clock.today())
    return found.left_in_hand, found.left, found.trained_in_hand, found.trained


def holder(handed_days_ago):
    (certificate,) = issued(1, render=False)
    EnrolmentFactory(
        training_class=certificate.decision.assessment.exam.training_class,
        inmate=certificate.inmate,
        status="finished",
    )
    HandOverFactory(certificate=certificate, handed_on=days_ago(handed_days_ago))
    return certificate.inmate


def test_figure_counts_who_held_the_original_on_the_day_of_release():
    free(holder(handed_days_ago=20))
    free(InmateFactory())
    assert counted() == (1, 2, 1, 1)


def test_figure_does_not_count_a_certificate_that_came_after_the_release():
    free(holder(handed_days_ago=5))
    assert counted() == (0, 1, 0, 1)


@pytest.mark.parametrize("columns", [{"legal_status": "tahanan"}, {"days": 400}])
def test_figure_leaves_out_detained_people_and_older_releases(columns):
    free(InmateFactory(), **columns)
    assert counted() == (0, 0, 0, 0)


def test_figure_counts_training_certificates_and_copies_apart():
    late, trained = holder(handed_days_ago=5), InmateFactory()
    Certificate.objects.update(pdf_sha256="0" * 64)
    HandOverFactory(
        certificate=TrainingCertificateFactory(inmate=trained, enrolment__inmate=trained), handed_on=days_ago(20)
    )
    for inmate in (late, trained, holder(handed_days_ago=20)):
        Certificate.objects.update(issued_on=days_ago(30))
        free(inmate)
    found = left_in_hand(Inmate.objects.all(), clock.today())
    assert (found.left_in_hand, found.training_in_hand, found.copy_only) == (1, 1, 1)


def test_figure_of_many_is_kept_for_minutes_and_says_when_it_was_counted(monkeypatch):
    cache.clear()
    free(InmateFactory())
    monkeypatch.setattr(panels, "MANY", 1)
    everybody = Inmate.objects.unmerged()
    assert panels.kept_if_many(everybody, clock.today()).counted_at is None
    free(InmateFactory())
    kept = panels.kept_if_many(everybody, clock.today())
    assert kept.counted_at is not None
    assert kept.figures.left == 2
    free(InmateFactory())
    assert panels.kept_if_many(everybody, clock.today()) == kept
    # Another reach, and another day, are counted by themselves.
    assert panels.kept_if_many(everybody.filter(custody_state="released"), clock.today()).figures.left == 3
    assert panels.kept_if_many(everybody, clock.today() + datetime.timedelta(days=1)).figures.left == 3


def test_figure_leaves_out_who_died_or_is_still_here():
    InmateFactory()
    InmateFactory(custody_state="deceased")
    assert counted() == (0, 0, 0, 0)
