"""The portal's addresses and `/bare/`: what Django and the server cost before anybody does anything."""

import os

from django.http import HttpRequest, HttpResponse
from django.urls import path

from forum import urls


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


if os.environ.get("BENCH_LOCK") == "off":
    from benchmarks.unlocked import without_lock

    without_lock()

urlpatterns = [path("bare/", bare), *urls.urlpatterns]
handler404 = urls.handler404
