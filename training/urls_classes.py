"""Addresses of the catalogue, of corners and centres, of classes and the places in them."""

from django.urls import path

from training.views import catalogue, classes, hearings, places, proposing, seats, staffing

urlpatterns = [
    path("skema/", catalogue.SchemeList.as_view(), name="scheme-list"),
    path("skema/<int:pk>/", catalogue.SchemeDetail.as_view(), name="scheme-detail"),
    path("program/", catalogue.ModuleList.as_view(), name="module-list"),
    path("program/baru/", catalogue.ModuleCreate.as_view(), name="module-create"),
    path("program/<int:pk>/ubah/", catalogue.ModuleChange.as_view(), name="module-change"),
    path("pojok/", places.CornerList.as_view(), name="corner-list"),
    path("pojok/baru/", places.CornerCreate.as_view(), name="corner-create"),
    path("pojok/<int:pk>/ubah/", places.CornerChange.as_view(), name="corner-change"),
    path("balai/", places.CentreList.as_view(), name="centre-list"),
    path("balai/baru/", places.CentreCreate.as_view(), name="centre-create"),
    path("balai/<int:pk>/ubah/", places.CentreChange.as_view(), name="centre-change"),
    path("kelas/", classes.ClassList.as_view(), name="class-list"),
    path("kelas/baru/", classes.ClassCreate.as_view(), name="class-create"),
    path("kelas/<int:pk>/", classes.ClassDetail.as_view(), name="class-detail"),
    path("kelas/<int:pk>/ubah/", classes.ClassChange.as_view(), name="class-change"),
    path("kelas/<int:pk>/batal/", classes.ClassCancel.as_view(), name="class-cancel"),
    path("kelas/<int:pk>/usulkan/", proposing.ClassPropose.as_view(), name="class-propose"),
    path("kelas/<int:pk>/usulan/cetak/", proposing.ProposalPrint.as_view(), name="proposal-print"),
    path("kelas/<int:pk>/sidang/", hearings.HearingRecord.as_view(), name="hearing-record"),
    path("kelas/<int:pk>/instruktur/", staffing.ClassStaff.as_view(), name="class-staff"),
    path("kelas/<int:pk>/instruktur/<int:posting>/akhiri/", staffing.InstructorEnd.as_view(), name="instructor-end"),
    path("sidang/", hearings.HearingList.as_view(), name="hearing-list"),
    path("peserta/<int:pk>/tarik/", seats.ProposalWithdraw.as_view(), name="proposal-withdraw"),
    path("peserta/<int:pk>/naikkan/", seats.ReservePromote.as_view(), name="reserve-promote"),
    path("peserta/<int:pk>/akhiri/", seats.EnrolmentEnd.as_view(), name="enrolment-end"),
]
