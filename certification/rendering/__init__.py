"""From frozen facts to a checked PDF. Pure: no ORM, no request, no storage, no Celery in here."""
