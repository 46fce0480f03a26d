"""The worker's door to the members' room."""

from celery import shared_task

from members import digest


@shared_task(name="members.send_digest")
def send_digest() -> int:
    return digest.send_due()
