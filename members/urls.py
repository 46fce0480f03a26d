"""Addresses of the members' room."""

from django.urls import path, re_path

from members.views import contact, directory, experts, group_room, groups, joining, me, organisation

app_name = "members"

_GROUP = "mitglieder/runden/<slug:slug>/"
_PEOPLE = r"^mitglieder/(?P<slug>[-\w]+)/verwalten/personen/(?P<pk>\d+)/"

urlpatterns = [
    path("mitglied-werden/", joining.choose, name="apply"),
    path("mitglied-werden/vorschlaege/", joining.place_suggestions, name="place_suggestions"),
    path("mitglied-werden/antrag/", joining.apply, name="application"),
    path("mitglieder/", directory.index, name="directory"),
    path("mitglieder/vorschlaege/", directory.suggestions, name="suggestions"),
    path("mitglieder/mitglieder.csv", directory.as_csv, name="csv"),
    path("mitglieder/mitglieder.json", directory.as_json, name="json"),
    path("mitglieder/beitreten/", joining.join, name="join"),
    path("mitglieder/einladung/<str:token>/", joining.invitation, name="invitation"),
    path("mitglieder/runden/", groups.index, name="groups"),
    path(_GROUP, groups.group, name="group"),
    path(_GROUP + "beitreten/", groups.join, name="group_join"),
    path(_GROUP + "pinnwand/", groups.board, name="group_board"),
    re_path(
        r"^mitglieder/runden/(?P<slug>[-\w]+)/personen/(?P<pk>\d+)/(?P<act>aufnehmen|austreten|sprechen)/$",
        groups.person,
        name="group_person",
    ),
    path(_GROUP + "sitzungen/neu/", group_room.add_meeting, name="group_meeting_add"),
    path(_GROUP + "sitzungen/<int:pk>/", group_room.edit_meeting, name="group_meeting"),
    path(_GROUP + "sitzungen/<int:pk>/absagen/", group_room.cancel_meeting, name="group_meeting_cancel"),
    path(_GROUP + "sitzungen/<int:pk>/termin.ics", group_room.calendar_file, name="group_meeting_ics"),
    path(_GROUP + "dateien/neu/", group_room.add_document, name="group_document_add"),
    path(_GROUP + "dateien/<int:pk>/", group_room.document, name="group_document"),
    path(_GROUP + "dateien/<int:pk>/entfernen/", group_room.remove_document, name="group_document_remove"),
    path("mitglieder/fachleute/", experts.index, name="experts"),
    path("mitglieder/<slug:slug>/", directory.profile, name="profile"),
    path("mitglieder/<slug:slug>/anfrage/", contact.ask, name="contact"),
    path("mitglieder/<slug:slug>/verwalten/", organisation.manage, name="manage"),
    path("mitglieder/<slug:slug>/verwalten/profil/", organisation.edit, name="edit"),
    path("mitglieder/<slug:slug>/verwalten/logo/", organisation.logo, name="logo"),
    path("mitglieder/<slug:slug>/verwalten/einladen/", organisation.invite, name="invite"),
    path("mitglieder/<slug:slug>/verwalten/einladungen/<int:pk>/", organisation.withdraw, name="withdraw"),
    re_path(_PEOPLE + f"(?P<act>{'|'.join(organisation.ACTS)})/$", organisation.person, name="person"),
    path("mein-bereich/daten/anfrage/", me.data_request, name="data_request"),
    path("mein-bereich/organisation/", me.act_for, name="act_for"),
    path("mein-bereich/einstellungen/", me.settings, name="settings"),
    path("mein-bereich/sichtbarkeit/<int:pk>/", me.visibility, name="visibility"),
    path("mein-bereich/fachwissen/<int:pk>/", me.expertise, name="expertise"),
    path("mein-bereich/austreten/<int:pk>/", me.leave, name="leave"),
]
