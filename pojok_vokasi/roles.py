"""What each role may do. A posting with the role gives these permissions, within the reach of its place.

The columns follow the roles; `docs/access.md` is generated from this table and from the route table. A permission is
named `<app>.<verb>_<noun>`; a view names exactly one.
"""

from foundation.accounts.choices import Role

CATALOGUE = {"training.view_catalogue"}
CLASS_VIEW = {"training.view_class"}
# The list and the life of a certificate, and the papers with the holder's name: copy and receipt.
CERTIFICATES = {"certification.view_certificate", "certification.open_copy"}

# Who runs a place: sees who works there, asks for desks, ends them, prints the second code for a password.
PROPOSER = {"desks.view_posting", "desks.propose_posting"}

REGISTRY_OFFICER = {
    "lapas.view_inmate",
    "lapas.view_remission_day",
    "lapas.add_inmate",
    "lapas.change_inmate",
    "lapas.merge_inmates",
    "lapas.import_inmates",
    "lapas.record_event",
    "lapas.confirm_name",
    "lapas.view_nik",
    "lapas.view_requests",
    "lapas.prepare_request",
    "training.view_stays",
    *CERTIFICATES,
    "certification.ask_for_state",
    *CATALOGUE,
}
WORK_OFFICER = {
    "lapas.view_inmate",
    "lapas.read_changes",
    "lapas.view_remission_day",
    "lapas.confirm_name",
    "training.view_corner",
    "training.change_corner",
    "training.add_class",
    "training.change_class",
    "training.add_enrolment",
    "training.record_hearing",
    "training.end_enrolment",
    "training.take_attendance",
    "training.type_result",
    "training.view_stays",
    *CERTIFICATES,
    "certification.view_package",
    "certification.receive_package",
    "certification.hand_over",
    *CLASS_VIEW,
    *CATALOGUE,
}
PRISON_HEAD = REGISTRY_OFFICER | WORK_OFFICER | {"lapas.release_request", "audit.view_trail"} | PROPOSER
INSTRUCTOR = {"training.take_attendance", "training.judge_result", *CLASS_VIEW, *CATALOGUE}
CENTRE_OFFICER = {
    "training.staff_class",
    "training.type_result",
    "certification.issue_training",
    "certification.view_certificate",
    "certification.ask_for_state",
    "certification.decide_state",
    "certification.serve_counter",
    *PROPOSER,
    *CLASS_VIEW,
    *CATALOGUE,
}
ASSESSOR = {"certification.judge_assessment"}
LSP_OFFICER = {
    "certification.view_exam",
    "certification.date_exam",
    "certification.type_assessment",
    "certification.decide",
    *CERTIFICATES,
    "certification.ask_for_state",
    "certification.decide_state",
    "certification.reprint_copy",
    "certification.take_bundle",
    "certification.give_part",
    "certification.number_certificate",
    "certification.print_certificate",
    "certification.view_package",
    "certification.send_package",
    "certification.view_sheets",
    "certification.serve_counter",
    "certification.view_lsp",
    "certification.change_lsp",
    *PROPOSER,
    *CATALOGUE,
}
PRINT_CLERK = {
    *CERTIFICATES,
    "certification.reprint_copy",
    "certification.print_certificate",
    "certification.view_package",
    "certification.send_package",
    "certification.view_sheets",
    "certification.serve_counter",
}
KEMNAKER_ADMIN = {
    "lapas.view_remission_day",
    "lapas.change_remission_day",
    "training.view_corner",
    "training.change_corner",
    "training.add_class",
    "training.change_class",
    "training.staff_class",
    "training.change_catalogue",
    "training.view_centre",
    "training.change_centre",
    "certification.view_exam",
    "certification.propose_exam",
    "certification.view_lsp",
    "certification.change_lsp",
    "certification.register_lsp",
    "lapas.change_prison",
    "desks.approve_posting",
    "desks.lock_account",
    *PROPOSER,
    *CLASS_VIEW,
    *CATALOGUE,
}
KANWIL_VIEWER = {
    "lapas.view_inmate",
    "lapas.view_remission_day",
    "lapas.view_prison",
    "training.view_corner",
    *CLASS_VIEW,
    *CATALOGUE,
}
NATIONAL_VIEWER = {
    "lapas.view_inmate",
    "lapas.view_remission_day",
    "lapas.view_prison",
    "training.view_corner",
    *CLASS_VIEW,
    *CATALOGUE,
}
FIGURES_VIEWER = {"certification.view_figures", *CATALOGUE}
AUDITOR = {
    "lapas.view_prison",
    "audit.view_trail",
    "desks.view_posting",
    "training.view_corner",
    "training.view_centre",
    "certification.view_lsp",
    "certification.view_exam",
    "certification.view_sheets",
    "certification.view_certificate",
    "certification.take_bundle",
    "certification.view_package",
    *CLASS_VIEW,
    *CATALOGUE,
}
DATA_PROTECTION_OFFICER = {
    "lapas.view_inmate",
    "lapas.view_nik",
    "audit.view_trail",
    "lapas.view_requests",
    # Also of somebody whom no prison reaches any more.
    "lapas.prepare_request",
    "lapas.view_retention",
}
SYSTEM_ADMIN = {
    "jobs.view_all",
    "jobs.retry_all",
    "desks.view_posting",
    "desks.execute_posting",
    "desks.keep_account",
    "desks.lock_account",
}

PERMISSIONS: dict[str, frozenset[str]] = {
    role: frozenset(allowed)
    for role, allowed in {
        Role.REGISTRY_OFFICER: REGISTRY_OFFICER,
        Role.WORK_OFFICER: WORK_OFFICER,
        Role.PRISON_HEAD: PRISON_HEAD,
        Role.INSTRUCTOR: INSTRUCTOR,
        Role.CENTRE_OFFICER: CENTRE_OFFICER,
        Role.ASSESSOR: ASSESSOR,
        Role.LSP_OFFICER: LSP_OFFICER,
        Role.PRINT_CLERK: PRINT_CLERK,
        Role.KEMNAKER_ADMIN: KEMNAKER_ADMIN,
        Role.KANWIL_VIEWER: KANWIL_VIEWER,
        Role.NATIONAL_VIEWER: NATIONAL_VIEWER,
        Role.FIGURES_VIEWER: FIGURES_VIEWER,
        Role.AUDITOR: AUDITOR,
        Role.DATA_PROTECTION_OFFICER: DATA_PROTECTION_OFFICER,
        Role.SYSTEM_ADMIN: SYSTEM_ADMIN,
    }.items()
}

# Roles that belong to one desk and are worn together; a person with several hats switches between them.
HATS: tuple[frozenset[str], ...] = (
    frozenset({Role.REGISTRY_OFFICER, Role.WORK_OFFICER, Role.PRISON_HEAD}),
    frozenset({Role.INSTRUCTOR}),
    frozenset({Role.CENTRE_OFFICER}),
    frozenset({Role.ASSESSOR}),
    frozenset({Role.LSP_OFFICER, Role.PRINT_CLERK}),
    frozenset({Role.KEMNAKER_ADMIN}),
    frozenset({Role.KANWIL_VIEWER}),
    frozenset({Role.NATIONAL_VIEWER}),
    frozenset({Role.FIGURES_VIEWER}),
    frozenset({Role.AUDITOR}),
    frozenset({Role.DATA_PROTECTION_OFFICER}),
    frozenset({Role.SYSTEM_ADMIN}),
)
