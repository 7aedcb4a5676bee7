"""Addresses of packages, the ready box, ceremonies, the gate, and what is fetched after the release."""

from django.urls import path

from certification.views import counter, forwarding, gate, packages, pickups, ready_box, receiving, stays

urlpatterns = [
    path("kiriman/", packages.PackageList.as_view(), name="package-list"),
    path("kiriman/siapkan/", packages.PackagePrepare.as_view(), name="package-prepare"),
    path("kiriman/teruskan/", forwarding.OriginalsForward.as_view(), name="originals-forward"),
    path("kiriman/<int:pk>/", packages.PackageDetail.as_view(), name="package-detail"),
    path("kiriman/<int:pk>/surat/", packages.PackageLetter.as_view(), name="package-letter"),
    path("kiriman/<int:pk>/kirim/", packages.PackageSend.as_view(), name="package-send"),
    path("kiriman/<int:pk>/batal/", packages.PackageCancel.as_view(), name="package-cancel"),
    path("kiriman/<int:pk>/hilang/", packages.PackageLost.as_view(), name="package-lost"),
    path("kiriman/<int:pk>/terima/", receiving.PackageReceive.as_view(), name="package-receive"),
    path("kiriman/lembar/<int:pk>/", packages.MissingResolve.as_view(), name="missing-resolve"),
    path("kotak/", ready_box.ReadyBox.as_view(), name="ready-box"),
    path("penyerahan/baru/", ready_box.CeremonyCreate.as_view(), name="ceremony-create"),
    path("penyerahan/<int:pk>/", ready_box.CeremonyDetail.as_view(), name="ceremony-detail"),
    path("penyerahan/<int:pk>/tanda-terima/", ready_box.CeremonyReceipts.as_view(), name="ceremony-receipts"),
    path("jangan-dipindahkan.pdf", stays.StaysPaper.as_view(), name="stays-paper"),
    path("bebas-hari-ini/", gate.GateList.as_view(), name="gate-list"),
    path("setelah-bebas/", pickups.AfterRelease.as_view(), name="after-release"),
    path("pengambilan/<int:pk>/", pickups.PickupPlanPage.as_view(), name="pickup-plan"),
    path("pengambilan/rencana/<int:pk>/kirim/", pickups.PickupSend.as_view(), name="pickup-send"),
    path("pengambilan/rencana/<int:pk>/slip/", pickups.PickupSlip.as_view(), name="pickup-slip"),
    path("loket/", counter.Counter.as_view(), name="counter"),
    path("loket/serah/", counter.CounterHandOver.as_view(), name="counter-hand-over"),
    path("loket/tanda-terima/", counter.CounterReceipts.as_view(), name="counter-receipts"),
]
