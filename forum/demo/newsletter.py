"""Invented subscribers and three issues: two sent and answered, one being written."""

from datetime import timedelta
from itertools import cycle
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import connection, transaction
from django.utils import timezone

from events.models import Event
from forum.models import User
from library.models import PracticePage
from newsletter import answers, subscription
from newsletter import dispatch as acts
from newsletter.models import ArchivePage, Delivery, Dispatch, IssuePage, Prompt, Subscriber

READERS = [
    ("koordination@musterstadt.example", "Demo-Koordinatorin"),
    ("koordination@neuhafen.example", "Demo-Koordinator"),
    ("mitarbeit@musterstadt.example", "Demo-Mitarbeit"),
    ("demo-leitung@musterstadt.example", "Demo-Leitung"),
    ("demo-tiefbau@musterstadt.example", "Demo-Tiefbau"),
    ("demo-digitales@neuhafen.example", "Demo-Digitales"),
    ("demo-umwelt@neuhafen.example", ""),
    ("demo-kreis@rurtal.example", "Demo-Kreisplanung"),
    ("demo-buergermeisterin@bergheide.example", "Demo-Bürgermeisterin"),
    ("demo-netze@stadtwerke-neuhafen.example", "Demo-Netze"),
    ("demo-presse@lokalblatt.example", "Demo-Presse"),
]


def seed() -> None:
    for email, name in READERS:
        subscription.enter_with_proof(
            email, name=name, proof="Erfundene Einwilligung der Demo", given_at=timezone.now() - timedelta(days=120)
        )
    editor = User.objects.filter(email="redaktion@forum.example").first() or User.objects.first()
    if editor is None or IssuePage.objects.exists():
        return
    _sent(
        editor,
        slug="parken-ohne-suchen",
        title="Neun Minuten suchen? Neuhafen schafft sechs.",
        lead="Heute: eine Zahl aus Neuhafen, eine Umfrage und eine Frage aus Musterstadt. Lesezeit drei Minuten.",
        days_ago=40,
        body=[
            _text(
                "Was Neuhafen gemessen hat",
                "<p>In der erfundenen Stadt Neuhafen melden Sensoren freie Stellplätze."
                " Tafeln an den Einfahrten lenken den Verkehr dorthin.</p>",
            ),
            _block(
                "figure",
                {
                    "figure": "6 statt 9 Minuten",
                    "meaning": "sucht man in Neuhafen im Schnitt nach einem Stellplatz.",
                    "source": "Stadt Neuhafen (Demo)",
                },
            ),
            _asking(
                "poll",
                "Wo klemmt es bei Sensordaten am meisten?",
                days=-26,
                options=[
                    "Niemand ist zuständig",
                    "Das Funknetz fehlt",
                    "Datenschutz ist ungeklärt",
                    "Uns fehlt das Geld",
                ],
            ),
            _asking("rating", "Hilfreich?", days=-26),
        ],
        answered={"poll": [0, 0, 2, 3, 0, 1, 3, 0], "rating": [0, 0, 0, 1, 0]},
    )
    second = _sent(
        editor,
        slug="themen-fuer-den-naechsten-austausch",
        title="Worüber sprechen wir beim nächsten Austausch?",
        lead="Drei Themen stehen zur Wahl. Ihre Stimme entscheidet über den Impulsvortrag.",
        days_ago=6,
        body=[
            _text(
                "Ergebnis der letzten Umfrage",
                "<p>Am häufigsten fehlt nicht die Technik, sondern die Zuständigkeit. Darum geht es heute.</p>",
            ),
            _asking(
                "vote",
                "Welches Thema soll der nächste Impulsvortrag haben?",
                days=10,
                topics=[
                    "Wer betreibt die Datenplattform?",
                    "Hitzekarten für die Quartiersplanung",
                    "KI im Bürgerservice: was sie nicht darf",
                ],
                speakers=True,
            ),
            _asking(
                "question",
                "Wie haben Sie den Betrieb Ihrer Sensoren geregelt?",
                days=10,
                asked_by="Musterstadt (Demo)",
                context="Wir haben 120 Sensoren und niemanden, der sie betreut.",
            ),
            _block(
                "quote",
                {
                    "text": "Wir haben erst gefragt, wer nachts ans Telefon geht. Dann haben wir gekauft.",
                    "person": "Demo-Netze",
                    "function": "Stadtwerke Neuhafen (erfunden)",
                },
            ),
            *_from_the_portal(),
            _block("personal", None),
            _asking("rating", "Hilfreich?", days=10),
        ],
        answered={"vote": [0, 2, 0], "question": [0, 0, 0], "rating": [0, 0, 1]},
    )
    _page(
        editor,
        slug="entwurf-hitze-in-der-stadt",
        title="Hitze in der Stadt: was Bergheide anders macht",
        lead="Dieser Entwurf wartet auf die Redaktion.",
        published_on=timezone.localdate(),
        body=[
            _text(
                "Kurz gesagt",
                "<p>Hier entsteht die nächste Ausgabe. „Vorschläge übernehmen“ füllt sie mit dem,"
                " was seit der letzten neu ist.</p>",
            ),
            _block("result", {"issue": second.issue_id, "comment": "Die Abstimmung läuft noch."}),
            _asking("rating", "Hilfreich?", days=21),
        ],
    )


WORDS = [
    "Der Bauhof tauscht Batterien, die IT sieht nach den Daten. Einmal im Monat sitzen beide zusammen.",
    "Wir haben den Betrieb an die Stadtwerke Neuhafen gegeben, mit festen Zeiten für Störungen.",
    "Noch gar nicht. Deshalb lesen wir gespannt mit.",
]


def multiply(number: int) -> None:
    """Five readers for each practice, with the proof that `enter_with_proof` would write, for benchmarks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH people AS ("
            " INSERT INTO newsletter_subscriber"
            " (subject, email, name, frequency, region, state, confirmed_at, soft_bounces)"
            " SELECT gen_random_uuid(), 'demo-leser' || n || '@' || (ARRAY['musterstadt', 'neuhafen', 'rurtal',"
            " 'bergheide'])[1 + n %% 4] || '.example', 'Demo-Leser ' || n,"
            " (ARRAY['jede', 'jede', 'monatlich', 'termine'])[1 + n / 7 %% 4], '', 'confirmed',"
            " now() - interval '1 hour' * (n %% 5000), 0 FROM generate_series(1, %s) AS n"
            " ON CONFLICT (email) DO NOTHING RETURNING subject, email, confirmed_at)"
            " INSERT INTO newsletter_consentevent (subject, email, kind, purpose, wording_version, wording, at,"
            " source_url, message_id, short_ip, details)"
            " SELECT subject, email, 'imported', 'newsletter', '', '', now(), '', '', '',"
            " jsonb_build_object('proof', 'Erfundene Einwilligung der Demo', 'given_at', confirmed_at) FROM people",
            [number * 5],
        )


def _from_the_portal() -> list[dict[str, Any]]:
    """One practice and one date that are there, if there are any: an issue shows both."""
    blocks = []
    practice = PracticePage.objects.live().public().order_by("-first_published_at").first()
    if practice is not None:
        blocks.append(_block("practice", {"page": practice.pk, "why": ""}))
    now = timezone.now()
    for event in Event.objects.public().upcoming(now):
        if event.is_open(now) and event.capacity:
            blocks.append(_block("event", {"page": event.page_id, "why": "", "rsvp": True}))
            break
    return blocks


def _block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value}


def _text(heading: str, words: str) -> dict[str, Any]:
    return _block("text", {"heading": heading, "text": words})


def _asking(kind: str, question: str, *, days: int, **fields: Any) -> dict[str, Any]:
    closes_at = (timezone.localtime() + timedelta(days=days)).replace(hour=23, minute=59, second=0, microsecond=0)
    return _block(kind, {"question": question, "closes_at": closes_at.isoformat(), **fields})


def _page(editor: User, *, body: list[dict[str, Any]], slug: str, **fields: Any) -> IssuePage:
    archive = ArchivePage.objects.get()
    for at, block in enumerate(body):
        block["id"] = str(uuid5(NAMESPACE_URL, f"{slug}/{at}"))
    page = IssuePage(slug=slug, live=False, has_unpublished_changes=True, owner=editor, **fields)
    page.body = page.body.stream_block.to_python(body)
    archive.add_child(instance=page)
    page.save_revision(user=editor)
    return page


@transaction.atomic
def _sent(editor: User, *, days_ago: int, answered: dict[str, list[int]], **fields: Any) -> Dispatch:
    """An issue as it stands after a dispatch that was over long ago; nobody invented is mailed for it."""
    then = timezone.now() - timedelta(days=days_ago)
    page = _page(editor, published_on=timezone.localdate() - timedelta(days=days_ago), **fields)
    dispatch = acts.dispatch(acts.approve(page, by=editor, now=then))
    page.get_latest_revision().publish()
    readers = list(Subscriber.objects.filter(email__in=[email for email, _name in READERS]).order_by("pk"))
    Delivery.objects.bulk_create(
        Delivery(
            dispatch=dispatch,
            subscriber=reader,
            domain=(reader.email or "").rpartition("@")[2],
            state=Delivery.State.SENT,
            attempts=1,
            sent_at=then + timedelta(seconds=at),
        )
        for at, reader in enumerate(readers)
    )
    for prompt in Prompt.objects.filter(issue=page):
        for reader, choice, words in zip(readers, answered.get(prompt.kind, []), cycle(WORDS), strict=False):
            answers.answer(
                prompt,
                email=reader.email or "",
                choice=choice,
                text=words if prompt.kind == Prompt.Kind.QUESTION else "",
                now=min(then + timedelta(hours=2), prompt.closes_at),
            )
    Dispatch.objects.filter(pk=dispatch.pk).update(
        state=Dispatch.State.DONE,
        started_at=then,
        filled_at=then,
        finished_at=then + timedelta(seconds=len(readers)),
        approved_at=then,
    )
    return dispatch
