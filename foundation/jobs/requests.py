"""How the worker takes a message from the broker."""

from __future__ import annotations

import logging

from celery.worker.request import Request
from kombu.transport.virtual import QoS

logger = logging.getLogger(__name__)


class WakingRequest(Request):
    """A request that leaves the prefetch even when the broker cannot hear its acknowledgement any more.

    Celery logs such a loss and keeps the place in the prefetch taken. Once all places are taken (on Redis: as soon as a
    busy worker loses its broker) the worker takes no message ever again, and does not even see that it should connect
    anew. A message that comes twice is nothing to us: the job is claimed once.
    """

    acknowledged: bool

    def acknowledge(self) -> None:
        if self.acknowledged:
            return
        try:
            self.message.ack()
        except self.connection_errors as error:
            logger.warning("The broker did not take an acknowledgement: %s", error)
            places = getattr(self.message.channel, "qos", None)
            if isinstance(places, QoS):
                QoS.ack(places, self.message.delivery_tag)
        self.acknowledged = True
