"""Addresses of the registry."""

from foundation.accounts.choices import Role
from pojok_vokasi.access.table import Reach, Route

REGISTRY = {Role.REGISTRY_OFFICER: Reach.PRISON, Role.PRISON_HEAD: Reach.PRISON}
PRISON_DESKS = {
    Role.REGISTRY_OFFICER: Reach.PRISON,
    Role.WORK_OFFICER: Reach.PRISON,
    Role.PRISON_HEAD: Reach.PRISON,
}
RECORD_READERS = {
    **PRISON_DESKS,
    Role.KANWIL_VIEWER: Reach.REGION,
    Role.NATIONAL_VIEWER: Reach.NATION,
    Role.DATA_PROTECTION_OFFICER: Reach.NATION,
}
WORK_DESK = {Role.WORK_OFFICER: Reach.PRISON, Role.PRISON_HEAD: Reach.PRISON}
HEAD = {Role.PRISON_HEAD: Reach.PRISON}
REQUEST_READERS = {**REGISTRY, Role.DATA_PROTECTION_OFFICER: Reach.NATION}
TRAIL_READERS = {**HEAD, Role.AUDITOR: Reach.NATION, Role.DATA_PROTECTION_OFFICER: Reach.NATION}
NIK_READERS = {
    Role.REGISTRY_OFFICER: Reach.PRISON,
    Role.PRISON_HEAD: Reach.PRISON,
    Role.DATA_PROTECTION_OFFICER: Reach.NATION,
}
PRISON_READERS = {
    Role.KANWIL_VIEWER: Reach.REGION,
    Role.NATIONAL_VIEWER: Reach.NATION,
    Role.AUDITOR: Reach.NATION,
}
REGISTER_KEEPERS = {Role.KEMNAKER_ADMIN: Reach.NATION}

ROUTES = (
    Route("lapas:inmate-list", RECORD_READERS),
    Route("lapas:inmate-create", REGISTRY),
    Route("lapas:facts-list", REGISTRY),
    Route("lapas:facts-fill", REGISTRY),
    Route("lapas:facts-sheet", REGISTRY),
    Route("lapas:facts-upload", REGISTRY),
    Route("lapas:facts-marked", REGISTRY, post_only=True),
    Route("lapas:name-confirm", PRISON_DESKS),
    Route("lapas:inmate-correct", REGISTRY, row="lapas.Inmate"),
    Route("lapas:inmate-register", REGISTRY, row="lapas.Inmate"),
    Route("lapas:inmate-dates", REGISTRY, row="lapas.Inmate"),
    Route("lapas:inmate-nik", REGISTRY, row="lapas.Inmate"),
    Route("lapas:inmate-nik-reveal", NIK_READERS, row="lapas.Inmate"),
    Route("lapas:inmate-confirm-name", PRISON_DESKS, row="lapas.Inmate"),
    # Somebody is moved to any prison of the country.
    Route("lapas:event-record", REGISTRY, row="lapas.Inmate", offers=("lapas.Prison",)),
    Route("lapas:inmate-merge", REGISTRY, row="lapas.Inmate"),
    Route("lapas:merge-list", REGISTRY),
    Route("lapas:merge-detail", REGISTRY, row="lapas.InmateMerge"),
    Route("lapas:notice-list", WORK_DESK),
    Route("lapas:notice-acknowledge", WORK_DESK, post_only=True),
    Route("lapas:request-list", REQUEST_READERS),
    Route("lapas:request-open", REQUEST_READERS, row="lapas.Inmate"),
    Route("lapas:request-detail", REQUEST_READERS, row="lapas.SubjectRequest"),
    Route("lapas:request-prepare", REQUEST_READERS, row="lapas.SubjectRequest"),
    Route("lapas:request-decide", HEAD, row="lapas.SubjectRequest"),
    Route("lapas:request-json", REQUEST_READERS, row="lapas.SubjectRequest"),
    Route("lapas:inmate-readers", TRAIL_READERS, row="lapas.Inmate"),
    Route("lapas:retention", {Role.DATA_PROTECTION_OFFICER: Reach.NATION}),
    Route("lapas:import-list", REGISTRY),
    Route("lapas:import-upload", REGISTRY),
    Route("lapas:import-detail", REGISTRY, row="lapas.ImportBatch"),
    Route("lapas:import-mapping", REGISTRY, row="lapas.ImportBatch"),
    Route("lapas:import-preview", REGISTRY, row="lapas.ImportBatch"),
    Route("lapas:import-apply", REGISTRY, row="lapas.ImportBatch"),
    Route("lapas:import-discard", REGISTRY, row="lapas.ImportBatch"),
    Route("lapas:import-undo", REGISTRY, row="lapas.ImportBatch"),
    Route("lapas:import-refused", REGISTRY, row="lapas.ImportBatch"),
    Route("lapas:import-gone", REGISTRY, row="lapas.ImportBatch"),
    Route("lapas:import-row-decide", REGISTRY, row="lapas.ImportBatch", others={"row": "2"}),
    Route("lapas:word-list", REGISTRY),
    Route("lapas:word-explain", REGISTRY),
    Route("lapas:word-forget", REGISTRY, row="lapas.SheetWord"),
    Route("lapas:release-many", REGISTRY),
    Route("lapas:arrivals", REGISTRY),
    Route("lapas:arrival-accept", REGISTRY, row="arriving"),
    Route("lapas:arrival-not-come", REGISTRY, row="arriving"),
    Route("lapas:act-list", REGISTRY),
    Route("lapas:act-open", REGISTRY, offers=("lapas.Prison",)),
    Route("lapas:act-detail", REGISTRY, row="lapas.RegistryAct"),
    Route("lapas:act-discard", REGISTRY, row="lapas.RegistryAct"),
    Route("lapas:act-undo", REGISTRY, row="lapas.RegistryAct"),
    Route("lapas:release-board", RECORD_READERS),
    Route("lapas:prison-list", PRISON_READERS),
    Route("lapas:prison-register", REGISTER_KEEPERS),
    Route("lapas:prison-add", REGISTER_KEEPERS),
    Route("lapas:prison-history", REGISTER_KEEPERS, row="lapas.Prison"),
    Route("lapas:prison-change", REGISTER_KEEPERS, row="lapas.Prison"),
    Route("lapas:prison-close", REGISTER_KEEPERS, row="lapas.Prison"),
    Route("lapas:prison-reopen", REGISTER_KEEPERS, row="lapas.Prison"),
    Route("lapas:stale-board", PRISON_READERS),
    Route("lapas:prison-detail", PRISON_READERS, row="lapas.Prison"),
)
