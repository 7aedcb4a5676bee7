"""Home tasks and menu badges about exams, per role."""

import datetime

import pytest
from django.urls import reverse

from certification.queue import tasks
from certification.queue_exams import open_own_exams, waiting_exams
from certification.services.results import return_results
from foundation import clock, collect
from tests.certification import scenes
from tests.factories.accounts import UserFactory
from tests.factories.certification import officer_of
from tests.factories.training import TrainingClassFactory

pytestmark = pytest.mark.django_db


def told(user):
    return [(task.count, task.title, task.url, task.urgency) for task in collect.told(tasks(user))]


def url(name, *args):
    return reverse(f"certification:{name}", args=args)


def test_kemnaker_is_told_of_classes_ready_and_classes_ending_soon():
    scenes.ready_class(2)
    scenes.proposed_exam(1)
    TrainingClassFactory(
        running=True,
        starts_on=clock.today() - datetime.timedelta(days=30),
        ends_on=clock.today() + datetime.timedelta(days=5),
    )
    assert told(scenes.kemnaker()) == [
        (1, "Kelas siap diuji, uji belum diusulkan", url("exam-propose-list"), 1),
        (1, "Kelas selesai dalam 14 hari, uji belum diusulkan", reverse("training:class-list"), 2),
    ]


def test_officer_is_told_to_date_to_assign_and_to_decide():
    exam = scenes.proposed_exam(1)
    user = officer_of(exam.lsp)
    assert told(user) == [(1, "Uji menunggu jadwal", url("exam-date", exam.pk), 0)]
    assert waiting_exams(user) == 1
    scenes.put_on_day(exam)
    assert told(user) == [(1, "Uji tanpa asesor", url("exam-date", exam.pk), 0)]


def test_officer_is_told_to_decide():
    exam = scenes.submitted_exam(1)
    assert told(officer_of(exam.lsp)) == [(1, "Hasil uji menunggu pleno", url("exam-decide", exam.pk), 1)]


def test_officer_is_not_told_of_another_lsp():
    scenes.proposed_exam(1)
    assert told(officer_of(scenes.lsp_for(scenes.ready_class(1)))) == []


def test_assessor_is_told_of_exams_today_and_of_what_came_back():
    exam = scenes.staffed_exam(1)
    user = scenes.account_of(exam.assessors.get().person)
    assert told(user) == [(1, "Uji Anda hari ini", url("exam-results", exam.pk), 0)]
    assert open_own_exams(user) == 1
    exam.exam_on -= datetime.timedelta(days=1)
    exam.save()
    assert [task.title for task in collect.told(tasks(user))] == ["Hasil uji belum diajukan"]


def test_assessor_is_told_of_returned_results():
    exam = scenes.submitted_exam(1)
    person = exam.assessors.get().person
    user = scenes.account_of(person)
    assert told(user) == []
    return_results(exam=exam, assessors=[person], note="Unit 2", actor=None)
    assert told(user) == [(1, "Hasil dikembalikan LSP", url("exam-results", exam.pk), 0)]


def test_nobody_without_a_role_is_told_anything():
    scenes.proposed_exam(1)
    assert told(UserFactory()) == []
