"""What every signed-in page shows round its content: the menu, the hat worn, the clock."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def house(request: HttpRequest) -> dict[str, Any]:
    return {}
