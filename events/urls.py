"""Addresses of the events room. The page of one event itself is served by Wagtail."""

from django.urls import path

from events.views import desk, feeds, interest, journal, listing, promising, receipt, registering, speaker

app_name = "events"

urlpatterns = [
    path("", listing.index, name="index"),
    path("kalender.ics", feeds.all_events, name="feed"),
    path("kalender/reihe/<slug:slug>.ics", feeds.series, name="feed_series"),
    path("kalender/thema/<slug:slug>.ics", feeds.field, name="feed_field"),
    path("kalender/meine/<str:token>.ics", feeds.mine, name="feed_mine"),
    path("verwaltung/", desk.index, name="desk_index"),
    path("verwaltung/neu/", promising.create, name="desk_create"),
    path("<slug:slug>/anmeldung/", registering.register, name="register"),
    path("<slug:slug>/anmeldung/eingegangen/<str:token>/", registering.sent, name="sent"),
    path("<slug:slug>/meine-anmeldung/", receipt.mine, name="mine"),
    path("<slug:slug>/absage/", registering.decline, name="decline"),
    path("<slug:slug>/bestaetigen/<str:token>/", receipt.confirm, name="confirm"),
    path("<slug:slug>/beleg/<str:token>/", receipt.show, name="receipt"),
    path("<slug:slug>/beleg/<str:token>/absagen/", receipt.cancel, name="cancel"),
    path("<slug:slug>/beleg/<str:token>/programmpunkte/", receipt.sessions, name="sessions"),
    path("<slug:slug>/beleg/<str:token>/vertretung/", receipt.substitute, name="substitute"),
    path("<slug:slug>/beleg/<str:token>/zurueck/", receipt.take_back, name="take_back"),
    path("<slug:slug>/beleg/<str:token>/angebot/", receipt.accept, name="accept"),
    path("<slug:slug>/beleg/<str:token>/zeile/", journal.own_line, name="own_line"),
    path("<slug:slug>/termin.ics", feeds.event, name="ics"),
    path("<slug:slug>/protokoll/", journal.show, name="journal"),
    path("<slug:slug>/protokoll.json", journal.download, name="journal_json"),
    path("<slug:slug>/wer-kommt/", listing.who, name="who"),
    path("<slug:slug>/vormerken/", interest.note, name="interest"),
    path("<slug:slug>/vormerken/<str:token>/", interest.confirm, name="interest_confirm"),
    path("<slug:slug>/vormerken/<str:token>/ende/", interest.stop, name="interest_stop"),
    path("<slug:slug>/referat/<str:token>/", speaker.show, name="speaker"),
    path("<slug:slug>/teilnehmende/", desk.participants_list, name="desk"),
    path("<slug:slug>/teilnehmende/eintragen/", desk.enter, name="desk_enter"),
    path("<slug:slug>/teilnehmende/rundmail/", desk.message, name="desk_message"),
    path("<slug:slug>/teilnehmende/datei/<str:kind>", desk.export, name="desk_export"),
    path("<slug:slug>/teilnehmende/<int:number>/", desk.person, name="desk_person"),
    path("<slug:slug>/angaben/", promising.edit, name="desk_edit"),
    path("<slug:slug>/programm/", promising.programme, name="desk_programme"),
]
