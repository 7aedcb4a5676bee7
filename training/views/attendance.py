"""The attendance of a day, of a week on paper, and of the whole class."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation import clock
from foundation.ui.pages import ActionPage, Page
from training import roster
from training.forms.attendance import AttendanceForm
from training.models import Attendance, AttendanceReason, ClassSession, Enrolment
from training.presence import presence_of
from training.services.attendance import AttendanceChanged, is_late, record_attendance, sheet_version
from training.services.sessions import WORKING_DAYS
from training.views.taught import InTaughtClass

PRESENT = "present"


class AttendanceDay(InTaughtClass, ActionPage):
    """One day's sheet: everybody of that day, saved in one action; the later of two people is told."""

    permission_required = "training.take_attendance"
    form_class = AttendanceForm
    template_name = "training/attendance_day.html"
    title = gettext_lazy("Absensi")
    button = gettext_lazy("Simpan absensi")
    success_message = gettext_lazy("Absensi tersimpan.")

    @cached_property
    def session(self) -> ClassSession:
        sessions = self.reach(ClassSession).filter(training_class=self.training_class)
        found: ClassSession = get_object_or_404(sessions, on=self.kwargs["date"])
        found.training_class = self.training_class
        return found

    @cached_property
    def entries(self) -> dict[int, Attendance]:
        rows = self.session.entries.select_related("judged_by", "entered_by__person")
        return {row.enrolment_id: row for row in rows}

    @cached_property
    def people(self) -> list[Enrolment]:
        return list(roster.on_day(self.session))

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "initial": {"version": sheet_version(self.entries.values())},
            "people": self.people,
            "entries": self.entries,
            "reasons": list(AttendanceReason.objects.all()),
            "late": is_late(self.session, clock.now()),
            "instructors": None if self.as_instructor else self.instructors,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # "Semua hadir" without script: the page comes back with the rest filled, and nothing is saved yet.
        if "fill" in request.POST:
            form = self.get_form()
            form.fill_rest(PRESENT)
            return self.render_to_response(self.get_context_data(form=form, filled=True))
        return super().post(request, *args, **kwargs)

    def perform(self, form: AttendanceForm) -> ClassSession:
        return record_attendance(
            session=self.session,
            entries=form.reasons_chosen(),
            version=form.cleaned_data["version"],
            judged_by=self.judge(form.cleaned_data.get("judged_by")),
            actor=self.user,
            why=form.cleaned_data.get("why", ""),
        )

    def form_invalid(self, form: AttendanceForm) -> HttpResponse:
        if not isinstance(self.refusal, AttendanceChanged):
            return super().form_invalid(form)
        form.take_over(self.refusal.stored, sheet_version(self.session.entries.all()))
        answer = super().form_invalid(form)
        answer.status_code = 409
        return answer

    def get_success_url(self) -> str:
        return self.request.path

    def get_cancel_url(self) -> str:
        return reverse("training:attendance-overview", args=[self.training_class.pk])

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [*super().get_crumbs(), (_("Absensi"), self.get_cancel_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        days = list(self.training_class.sessions.values_list("on", flat=True))
        place = days.index(self.session.on)
        return super().get_context_data(
            **{
                "session": self.session,
                "to_come": self.session.on > self.today,
                "before": days[place - 1] if place else None,
                "after": days[place + 1] if place + 1 < len(days) else None,
                "number": place + 1,
                "of": len(days),
                "last_entry": max(self.entries.values(), key=lambda row: row.entered_at, default=None),
                "as_instructor": self.as_instructor,
                "may_cancel": self.session.first_entered_at is None and self.user.has_perm("training.change_class"),
                **kwargs,
            }
        )


class AttendanceOverview(InTaughtClass, Page):
    """The class as a matrix of people and days, with the percent of each person."""

    permission_required = "training.take_attendance"
    template_name = "training/attendance_overview.html"
    title = gettext_lazy("Absensi kelas")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sessions = list(self.training_class.sessions.all())
        past = [session for session in sessions if session.on <= self.today]
        marks = {
            (row.enrolment_id, row.session_id): row.reason
            for row in Attendance.objects.filter(session__in=sessions).select_related("reason")
        }
        rows = []
        for enrolment in roster.of_class(self.training_class):
            cells = [marks.get((enrolment.pk, session.pk)) for session in sessions]
            figures = presence_of(
                (mark.counts_present, mark.cancels_session) if mark else None
                for session, mark in zip(sessions, cells, strict=True)
                if session.on <= self.today and not (enrolment.ended_on and session.on > enrolment.ended_on)
            )
            rows.append({"enrolment": enrolment, "cells": cells, "figures": figures})
        return super().get_context_data(
            sessions=sessions,
            rows=rows,
            reasons=AttendanceReason.objects.all(),
            unfilled=[session for session in past if session.first_entered_at is None],
            weeks=sorted({week_of(session, self.training_class.starts_on) for session in sessions}),
            may_plan=self.user.has_perm("training.change_class"),
            **kwargs,
        )


class AttendanceSheet(InTaughtClass, Page):
    """A week's sheet on paper: numbered, signed by the instructor, typed in by whoever is allowed."""

    permission_required = "training.take_attendance"
    template_name = "training/attendance_sheet.html"
    title = gettext_lazy("Daftar hadir")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        overview = reverse("training:attendance-overview", args=[self.training_class.pk])
        return [*super().get_crumbs(), (_("Absensi"), overview)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        first, week = self.training_class.starts_on, self.kwargs["week"]
        sessions = [session for session in self.training_class.sessions.all() if week_of(session, first) == week]
        if not sessions:
            raise Http404
        return super().get_context_data(
            **kwargs,
            sessions=sessions,
            people=roster.in_days(self.training_class, sessions[0].on),
            reasons=AttendanceReason.objects.all(),
            sheet_path=reverse("training:attendance-day", args=[self.training_class.pk, sessions[0].on]),
            sheet_number=f"AB-{self.training_class.pk}-{week:02d}",
            instructors=self.instructors,
        )


def week_of(session: ClassSession, starts_on: datetime.date) -> int:
    """The class's own week of a session, counted from 1, Monday to Sunday; a weekend's start belongs to the next."""
    weekday = starts_on.weekday()
    monday = starts_on - datetime.timedelta(days=weekday if weekday in WORKING_DAYS else weekday - 7)
    return max(1, (session.on - monday).days // 7 + 1)
