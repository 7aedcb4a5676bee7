import pytest

from certification.models import Assessment, Exam
from foundation.accounts.choices import Role
from tests.certification import scenes
from tests.factories.accounts import UserFactory
from tests.factories.certification import LspPostingFactory

pytestmark = pytest.mark.django_db
JUDGE = "certification.judge_assessment"


def test_assessor_with_a_posting_at_the_lsp_reaches_only_his_own_candidates():
    exam = scenes.staffed_exam(people=4, assessors=2)
    first = exam.assessors.select_related("person").order_by("pk")[0].person
    user = UserFactory(person=first)
    LspPostingFactory(lsp=exam.lsp, person=first, role=Role.ASSESSOR)
    reached = Assessment.objects.for_user(user, JUDGE)
    assert {sheet.assessor for sheet in reached} == {first}
    assert reached.count() == 2


def test_assessor_with_a_posting_at_the_lsp_does_not_reach_exams_of_others():
    exam = scenes.staffed_exam()
    user = UserFactory()
    LspPostingFactory(lsp=exam.lsp, person=user.person, role=Role.ASSESSOR)
    assert not Exam.objects.for_user(user, "certification.view_exam").exists()
