"""Addresses of teaching: days, attendance, results, and the working lists of a prison."""

import datetime

from django.urls import path, register_converter

from training.views import attendance, placelists, remission, results, sessions


class IsoDate:
    """A day in an address, 2026-11-24; an impossible day is no address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> datetime.date:
        return datetime.date.fromisoformat(value)

    def to_url(self, value: datetime.date | str) -> str:
        return str(value)


register_converter(IsoDate, "isodate")

urlpatterns = [
    path("kelas/<int:pk>/mulai/", sessions.ClassStart.as_view(), name="class-start"),
    path("kelas/<int:pk>/selesai/", sessions.ClassFinish.as_view(), name="class-finish"),
    path("kelas/<int:pk>/hari/susun/", sessions.SessionPlan.as_view(), name="session-plan"),
    path("kelas/<int:pk>/hari/tambah/", sessions.SessionAdd.as_view(), name="session-add"),
    path("kelas/<int:pk>/hari/<isodate:date>/hapus/", sessions.SessionCancel.as_view(), name="session-cancel"),
    path("kelas/<int:pk>/absensi/", attendance.AttendanceOverview.as_view(), name="attendance-overview"),
    path("kelas/<int:pk>/absensi/<isodate:date>/", attendance.AttendanceDay.as_view(), name="attendance-day"),
    path("kelas/<int:pk>/absensi/minggu/<int:week>/", attendance.AttendanceSheet.as_view(), name="attendance-sheet"),
    path("kelas/<int:pk>/hasil/", results.ResultRecord.as_view(), name="result-record"),
    path("kelas/<int:pk>/hasil/nilai/", results.ResultJudge.as_view(), name="result-judge"),
    path("kelas/<int:pk>/hasil/lembar/", results.ResultSheet.as_view(), name="result-sheet"),
    path("daftar-keluar-blok/", placelists.CallList.as_view(), name="call-list"),
    path("jangan-dipindahkan/", placelists.DoNotTransfer.as_view(), name="do-not-transfer"),
    path("hari-remisi/", remission.RemissionDays.as_view(), name="remission-days"),
    path("hari-remisi/tambah/", remission.RemissionDayAdd.as_view(), name="remission-day-add"),
    path("hari-remisi/<int:pk>/ubah/", remission.RemissionDayChange.as_view(), name="remission-day-change"),
    path("hari-remisi/<int:pk>/konfirmasi/", remission.RemissionDayConfirm.as_view(), name="remission-day-confirm"),
    path("hari-remisi/<int:pk>/hapus/", remission.RemissionDayRemove.as_view(), name="remission-day-remove"),
    path("lanjutan-pelatihan/", placelists.ContinuingList.as_view(), name="continuing-list"),
]
