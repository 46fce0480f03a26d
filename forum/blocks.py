"""The vocabulary editors write with. Each block is one idea; its look lives in templates/blocks/."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

PROSE = ["bold", "italic", "ol", "ul", "link", "document-link", "h3"]


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Überschrift"), max_length=120)
    level = blocks.ChoiceBlock(
        label=_("Ebene"), choices=[("2", _("Abschnitt")), ("3", _("Unterabschnitt"))], default="2", search_index=False
    )

    class Meta:
        icon = "title"
        label = _("Überschrift")
        template = "blocks/heading.html"


class PictureBlock(blocks.StructBlock):
    """Alt text comes with ImageBlock (or „schmückend“); the credit comes from the picture itself."""

    image = ImageBlock(label=_("Bild"))
    caption = blocks.CharBlock(label=_("Bildunterschrift"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Bild")
        template = "blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Zitat"), rows=3)
    person = blocks.CharBlock(label=_("Wer hat es gesagt?"), max_length=120)
    function = blocks.CharBlock(label=_("Funktion"), required=False, max_length=160)
    source = blocks.URLBlock(label=_("Quelle"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Zitat")
        template = "blocks/quote.html"


class LinkValue(blocks.StructValue):
    @property
    def href(self) -> str:
        page = self.get("page")
        return page.url if page else self.get("url") or ""


class CallToActionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Was bringt es?"), required=False, max_length=200)
    label = blocks.CharBlock(
        label=_("Aufschrift des Knopfes"), max_length=60, help_text=_("Ein Verb: „Praxis einreichen“")
    )
    page = blocks.PageChooserBlock(label=_("Seite im Portal"), required=False)
    url = blocks.CharBlock(label=_("oder Adresse"), required=False, max_length=300)

    class Meta:
        icon = "link"
        label = _("Aufforderung")
        template = "blocks/call_to_action.html"
        value_class = LinkValue

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        value = super().clean(value)
        if bool(value.get("page")) == bool(value.get("url")):
            message = _("Bitte entweder eine Seite wählen oder eine Adresse angeben.")
            raise blocks.StructBlockValidationError(block_errors={"page": ValidationError(message)})
        return value


class DocumentListBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Überschrift"), required=False, max_length=120)
    documents = blocks.ListBlock(DocumentChooserBlock(label=_("Dokument")), label=_("Dokumente"), min_num=1)

    class Meta:
        icon = "doc-full"
        label = _("Dokumente")
        template = "blocks/documents.html"


class AccordionBlock(blocks.StructBlock):
    items = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("title", blocks.CharBlock(label=_("Frage oder Titel"), max_length=160)),
                ("text", blocks.RichTextBlock(label=_("Antwort"), features=PROSE)),
            ]
        ),
        label=_("Einträge"),
        min_num=1,
    )

    class Meta:
        icon = "list-ul"
        label = _("Aufklappbare Liste")
        template = "blocks/accordion.html"


class TeaserBlock(blocks.StructBlock):
    """A page of the portal by title, one sentence and its picture; the kind of page decides the rest."""

    page = blocks.PageChooserBlock(label=_("Seite"))

    class Meta:
        template = "blocks/teaser.html"


class PracticeTeaserBlock(TeaserBlock):
    page = blocks.PageChooserBlock(label=_("Gute Praxis"), page_type="library.PracticePage")

    class Meta:
        icon = "pick"
        label = _("Gute Praxis")


class EventTeaserBlock(TeaserBlock):
    page = blocks.PageChooserBlock(label=_("Veranstaltung"), page_type="events.EventPage")

    class Meta:
        icon = "date"
        label = _("Veranstaltung")


class ContactBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Stelle oder Person"), max_length=120)
    function = blocks.CharBlock(label=_("Funktion"), required=False, max_length=160)
    email = blocks.EmailBlock(label=_("E-Mail (am besten ein Funktionspostfach)"), required=False)
    phone = blocks.CharBlock(label=_("Telefon"), required=False, max_length=40)

    class Meta:
        icon = "user"
        label = _("Kontakt")
        template = "blocks/contact.html"


class PersonBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"), max_length=120)
    function = blocks.CharBlock(label=_("Funktion"), max_length=160)
    picture = ImageBlock(label=_("Foto"), required=False)
    email = blocks.EmailBlock(label=_("E-Mail (am besten ein Funktionspostfach)"), required=False)
    phone = blocks.CharBlock(label=_("Telefon"), required=False, max_length=40)
    agrees = blocks.BooleanBlock(
        label=_("Die Person ist einverstanden, dass dies hier öffentlich steht"),
        help_text=_("Ohne Einverständnis kein Eintrag. Wird es zurückgenommen, nehmen Sie den Eintrag heraus."),
    )


class PeopleBlock(blocks.StructBlock):
    """Vorstand, Geschäftsstelle: who runs the forum, with a face where the person agrees."""

    title = blocks.CharBlock(label=_("Überschrift"), max_length=120)
    people = blocks.ListBlock(PersonBlock(), label=_("Menschen"), min_num=1)

    class Meta:
        icon = "group"
        label = _("Vorstand oder Geschäftsstelle")
        template = "blocks/people.html"


class VideoBlock(blocks.StructBlock):
    """A link to a film elsewhere. The page loads nothing from there; the reader decides."""

    title = blocks.CharBlock(label=_("Titel"), max_length=160)
    url = blocks.URLBlock(label=_("Adresse des Films"))
    provider = blocks.CharBlock(label=_("Anbieter"), max_length=60, help_text=_("Wer erhält Daten, wenn man klickt?"))
    transcript = blocks.RichTextBlock(label=_("Inhalt in Worten"), features=PROSE, required=False)

    class Meta:
        icon = "media"
        label = _("Video hinter einem Klick")
        template = "blocks/video.html"


class NewsletterBlock(blocks.StaticBlock):
    """The sign-up box; it stores nothing and leads to the whole form."""

    class Meta:
        icon = "mail"
        label = _("Newsletter bestellen")
        admin_text = _("Zeigt das Feld für die Adresse. Mehr ist nicht einzustellen.")
        template = "blocks/newsletter.html"


class BodyBlock(blocks.StreamBlock):
    """What an ordinary page may consist of."""

    heading = HeadingBlock()
    paragraph = blocks.RichTextBlock(
        label=_("Absatz"), features=PROSE, icon="pilcrow", template="blocks/paragraph.html"
    )
    picture = PictureBlock()
    quote = QuoteBlock()
    call_to_action = CallToActionBlock()
    documents = DocumentListBlock()
    accordion = AccordionBlock()
    table = TableBlock(
        label=_("Tabelle"),
        icon="table",
        template="blocks/table.html",
        table_options={"language": "de-DE", "contextMenu": True},
    )
    practice = PracticeTeaserBlock()
    event = EventTeaserBlock()
    contact = ContactBlock()
    video = VideoBlock()


class StandardBlock(BodyBlock):
    """On text pages also what the settings know, so that legal pages stay right when the settings change."""

    people = PeopleBlock()
    operator = blocks.StaticBlock(
        label=_("Angaben zum Anbieter"),
        admin_text=_("Zeigt Anbieter, Anschrift und Verantwortliche aus Einstellungen › Das Forum."),
        icon="cog",
        template="blocks/operator.html",
    )
    controller = blocks.StaticBlock(
        label=_("Verantwortlich für den Datenschutz"),
        admin_text=_("Zeigt Anschrift und Aufsichtsbehörde aus Einstellungen › Das Forum."),
        icon="cog",
        template="blocks/controller.html",
    )
    newsletter = NewsletterBlock()
    retention = blocks.StaticBlock(
        label=_("Löschfristen"),
        admin_text=_("Zeigt die eingestellten Fristen als Tabelle."),
        icon="cog",
        template="blocks/retention.html",
    )
