"""All addresses, in the order in which they are tried. Ordinary views first, then the editors' pages."""

from django.conf import settings
from django.contrib import admin
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from forum import leaving, people_desk, views
from forum.accounts.views import sign_in_door
from forum.handbook import handbook

# One door for signing in: allauth's, with its rate limits and second factor.
admin.site.login = sign_in_door  # type: ignore[method-assign, assignment]


def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(staticfiles_storage.url("img/marke.svg"))


urlpatterns = [
    path("mein-bereich/daten/", leaving.my_data, name="my_data"),
    path("mein-bereich/daten/meine-daten.json", leaving.my_data_file, name="my_data_file"),
    path("mein-bereich/daten/loeschen/", leaving.erase, name="erase"),
    path("mitglieder/<slug:slug>/verwalten/uebergabe/", leaving.hand_over, name="hand_over"),
    path("", include("members.urls")),  # /mitglieder/, /mitglied-werden/, parts of /mein-bereich/
    path("bibliothek/", include("library.urls")),
    path("", include("library.open_urls")),  # /api/v1/, /offene-daten/
    path("veranstaltungen/", include("events.urls")),
    path("newsletter/", include("newsletter.urls")),
    path("suche/", views.search, name="search"),
    path("suche/vorschlaege/", views.search_suggestions, name="search_suggestions"),
    path("meldung/", views.report, name="report"),
    path("meldung/eingegangen/<str:token>/", views.report_received, name="report_received"),
    path("mein-bereich/", views.dashboard, name="dashboard"),
    path("konto/", include("forum.accounts.urls")),
    path("handbuch/", handbook, name="handbook"),
    path("handbuch/<slug:chapter>/", handbook, name="handbook"),
    path("feed/", views.NewsFeed(), name="feed"),
    path("farben-<str:fingerprint>.css", views.colours, name="colours"),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("robots.txt", views.robots),
    path("sitemap.xml", sitemap),
    path(".well-known/security.txt", views.security_txt),
    path("favicon.ico", favicon),
    path("redaktion/login/", sign_in_door),
    path("_util/login/", sign_in_door),
    path("redaktion/personen/", people_desk.people, name="people_desk"),
    path("redaktion/personen/mehrere/", people_desk.several, name="people_desk_several"),
    path("redaktion/personen/<int:pk>/", people_desk.person, name="person_desk"),
    path("redaktion/zusammenfuehren/", people_desk.merge, name="merge_desk"),
    path("redaktion/", include(wagtailadmin_urls)),
    path("dokumente/", include(wagtaildocs_urls)),
    path("admin/", admin.site.urls),
    # Pictures in their sizes; behind a proxy it serves this path itself (deploy/). Documents have no address here: they
    # go through Wagtail's view, which knows who may see them.
    re_path(r"^medien/images/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT / "images"}),
    path("", include(wagtail_urls)),
]

handler404 = "forum.views.not_found"
