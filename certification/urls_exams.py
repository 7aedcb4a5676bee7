"""Addresses of LSPs, assessors, exams, results and decisions."""

from django.urls import path

from certification.views import decisions, exams, planning, registers, results

urlpatterns = [
    path("lsp/", registers.LspList.as_view(), name="lsp-list"),
    path("lsp/baru/", registers.LspCreate.as_view(), name="lsp-create"),
    path("lsp/<int:pk>/", registers.LspDetail.as_view(), name="lsp-detail"),
    path("lsp/<int:pk>/ubah/", registers.LspChange.as_view(), name="lsp-change"),
    path("lsp/asesor/", registers.AssessorList.as_view(), name="assessor-list"),
    path("lsp/asesor/baru/", registers.AssessorCreate.as_view(), name="assessor-create"),
    path("lsp/asesor/<int:pk>/ubah/", registers.AssessorChange.as_view(), name="assessor-change"),
    path("uji/", exams.ExamList.as_view(), name="exam-list"),
    path("uji-saya/", exams.OwnExamList.as_view(), name="my-exam-list"),
    path("uji-usulan/", exams.ReadyClassList.as_view(), name="exam-propose-list"),
    path("uji-usulan/baru/", planning.ExamPropose.as_view(), name="exam-propose"),
    path("uji/<int:pk>/", exams.ExamDetail.as_view(), name="exam-detail"),
    path("uji/<int:pk>/jadwal/", planning.ExamDate.as_view(), name="exam-date"),
    path("uji/<int:pk>/batal/", planning.ExamCancel.as_view(), name="exam-cancel"),
    path("uji/<int:pk>/tarik/", planning.ProposalWithdraw.as_view(), name="exam-withdraw"),
    path("uji-saya/<int:pk>/", results.ExamResults.as_view(), name="exam-results"),
    path("uji/<int:pk>/hasil/", results.ExamResultsType.as_view(), name="exam-results-type"),
    path("uji-saya/asesi/<int:pk>/simpan/", results.ExamResultSave.as_view(), name="exam-result-save"),
    path("uji/asesi/<int:pk>/simpan/", results.ExamResultSaveType.as_view(), name="exam-result-save-type"),
    path("uji-saya/<int:pk>/ajukan/", results.ExamSubmit.as_view(), name="exam-submit"),
    path("uji/<int:pk>/ajukan/", results.ExamSubmitType.as_view(), name="exam-submit-type"),
    path("uji/<int:pk>/kembalikan/", results.ExamReturn.as_view(), name="exam-return"),
    path("uji-saya/<int:pk>/lembar/", results.ExamSheet.as_view(), name="exam-sheet"),
    path("uji/<int:pk>/lembar/", results.ExamSheetType.as_view(), name="exam-sheet-type"),
    path("uji/<int:pk>/pleno/", decisions.ExamDecide.as_view(), name="exam-decide"),
]
