"""The Django project: the ground all apps stand on, and the roof that joins them."""

from forum.celery import app as celery_app

__all__ = ["celery_app"]
