"""The worker: JSON only, acknowledged when done, nothing kept in Redis that a row does not also hold."""

import gc
import os

from celery import Celery
from celery.signals import worker_init
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum.settings.local")

app = Celery("forum")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def share_memory(**kwargs: object) -> None:
    """Loads before the fork what every child would load for itself; children share it until somebody writes to it.

    The garbage collector would, to every object, so it is told to leave alone what is there by now (`gc.freeze`).
    """
    _addresses = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
