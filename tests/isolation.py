"""Loaded before the settings (`-p tests.isolation`): tests have their own `var/` and hear nothing from the shell."""

import os
import tempfile

SETTING_NAMES = (
    "POJOK_ENV DEBUG SECRET_KEY NIK_KEY NIK_INDEX_KEY CACHE_URL HOST PORT WEB_WORKERS ALLOWED_HOSTS "
    "CSRF_TRUSTED_ORIGINS TRUSTED_PROXIES VERIFY_BASE_URL POJOK_TODAY LEASE_SECONDS SWEEP_SECONDS "
    "SIGNING_KEYSTORE SIGNING_PASSWORD"
)

# Held until the process ends, then removed.
_var = tempfile.TemporaryDirectory(prefix="pojok-test-")
os.environ["POJOK_VAR"] = _var.name
# Playwright keeps an event loop in the thread of the tests, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
for _name in SETTING_NAMES.split():
    os.environ.pop(_name, None)
