"""The days of a class, its start and its end: one page and one button each."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.ui.pages import ActionPage, EmptyForm
from foundation.ui.templatetags.ui import hari_tanggal
from training.choices import EnrolmentStatus
from training.forms.attendance import FinishForm, SessionForm
from training.models import ClassSession, TrainingClass
from training.services.classes import finish_class, start_class
from training.services.sessions import add_session, cancel_session, plan_sessions
from training.views.reached import InClass


class PlanPage(InClass, ActionPage, abstract=True):
    permission_required = "training.change_class"

    def get_success_url(self) -> str:
        # Whoever plans nationwide does not see the attendance.
        if not self.user.has_perm("training.take_attendance"):
            return self.get_cancel_url()
        return reverse("training:attendance-overview", args=[self.training_class.pk])

    def get_cancel_url(self) -> str:
        return reverse("training:class-detail", args=[self.training_class.pk])


class SessionPlan(PlanPage):
    """Lay the module's hours on the working days."""

    title = gettext_lazy("Susun hari kelas")
    button = gettext_lazy("Susun hari kelas")
    confirm_text = gettext_lazy(
        "Jam pelatihan dibagi rata pada hari kerja, Senin sampai Jumat, dari hari mulai sampai hari selesai. "
        "Hari yang sudah ada tidak berubah; hari tanpa isian di luar tanggal kelas dihapus. "
        "Hari libur dihapus sesudahnya."
    )
    success_message = gettext_lazy("Hari kelas tersusun.")

    def perform(self, form: EmptyForm) -> list[ClassSession]:
        return plan_sessions(training_class=self.training_class, actor=self.user)


class SessionAdd(PlanPage):
    title = gettext_lazy("Tambah hari kelas")
    button = gettext_lazy("Tambah hari")
    form_class = SessionForm
    success_message = gettext_lazy("Hari kelas ditambahkan.")

    def perform(self, form: SessionForm) -> ClassSession:
        return add_session(training_class=self.training_class, actor=self.user, **form.cleaned_data)


class SessionCancel(PlanPage):
    """Take a day out of the plan."""

    title = gettext_lazy("Hapus hari kelas")
    button = gettext_lazy("Hapus hari ini")
    button_style = "danger"
    success_message = gettext_lazy("Hari kelas dihapus.")

    @cached_property
    def session(self) -> ClassSession:
        sessions = self.reach(ClassSession).filter(training_class=self.training_class)
        found: ClassSession = get_object_or_404(sessions, on=self.kwargs["date"])
        return found

    @property
    def confirm_text(self) -> str:
        return _("%(day)s dihapus dari jadwal kelas, misalnya karena hari libur.") % {
            "day": hari_tanggal(self.session.on)
        }

    def perform(self, form: EmptyForm) -> None:
        cancel_session(session=self.session, actor=self.user)


class ClassStart(PlanPage):
    title = gettext_lazy("Mulai kelas")
    button = gettext_lazy("Mulai kelas")
    confirm_text = gettext_lazy(
        "Semua peserta terdaftar menjadi peserta berjalan, dan hari kelas disusun bila belum ada."
    )
    success_message = gettext_lazy("Kelas berjalan.")

    def perform(self, form: EmptyForm) -> TrainingClass:
        return start_class(training_class=self.training_class, actor=self.user)


class ClassFinish(PlanPage):
    title = gettext_lazy("Selesaikan kelas")
    button = gettext_lazy("Selesaikan kelas")
    form_class = FinishForm
    success_message = gettext_lazy("Kelas selesai.")

    @property
    def confirm_text(self) -> str:
        running = self.training_class.enrolments.filter(status=EnrolmentStatus.RUNNING)
        missing = running.filter(outcome="").count()
        if not missing:
            return _("Semua peserta berjalan sudah mempunyai hasil pelatihan.")
        return _("%(missing)d peserta belum mempunyai hasil pelatihan.") % {"missing": missing}

    def get_success_url(self) -> str:
        return self.get_cancel_url()

    def perform(self, form: FinishForm) -> TrainingClass:
        return finish_class(training_class=self.training_class, actor=self.user, **form.cleaned_data)
