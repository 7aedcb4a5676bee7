"""What the demo world's accounts share."""

# Shown on the sign-in page of the demo world; production has no demo account.
DEMO_PASSWORD = "pojok-demo-2026"  # noqa: S105  known to everybody on purpose
