"""kombu's Redis transport that goes on after Redis was lost while a task was at work."""

from kombu.transport import redis, virtual


class QoS(redis.QoS):
    """What cannot be acknowledged counts no longer as being worked on: Redis has forgotten it, or will deliver it again.

    kombu 5.7 keeps counting it; where one task is taken at a time, as here, the worker then never asks for another.
    """

    def ack(self, delivery_tag: str) -> None:
        try:
            super().ack(delivery_tag)
        finally:
            virtual.QoS.ack(self, delivery_tag)

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        try:
            super().reject(delivery_tag, requeue=requeue)
        finally:
            virtual.QoS.ack(self, delivery_tag)


class Channel(redis.Channel):
    """One whose messages are counted so."""

    QoS = QoS


class Transport(redis.Transport):
    """Named by `CELERY_BROKER_TRANSPORT`."""

    Channel = Channel
