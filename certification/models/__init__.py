"""LSPs and assessors, exams and results, decisions, certificates, printing, hand-over, public records."""

from certification.models.certificates import (
    Certificate,
    HandOver,
    NumberSeries,
    PrintRun,
    PrintRunItem,
    PublicRecord,
)
from certification.models.decisions import Decider, Decision, DecisionMeeting, MeetingMember
from certification.models.exams import Assessment, Exam, ExamAssessor, UnitResult
from certification.models.lsp import Assessor, Lsp, LspPosting
from certification.models.states import StateRequest

__all__ = [
    "Assessment",
    "Assessor",
    "Certificate",
    "Decider",
    "Decision",
    "DecisionMeeting",
    "Exam",
    "ExamAssessor",
    "HandOver",
    "Lsp",
    "LspPosting",
    "MeetingMember",
    "NumberSeries",
    "PrintRun",
    "PrintRunItem",
    "PublicRecord",
    "StateRequest",
    "UnitResult",
]
