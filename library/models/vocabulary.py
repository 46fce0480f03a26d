"""The fixed words of a practice: what an author may choose, and what filters are made of.

Values are German and part of public addresses (`?reifegrad=regelbetrieb`), so they stay once published.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryKind(models.TextChoices):
    """Concepts §1: taken from a public source, or written by its owner."""

    SHORT = "kurzeintrag", _("Kurzeintrag")
    FULL = "steckbrief", _("Steckbrief")


class Maturity(models.TextChoices):
    IDEA = "idee", _("Idee")
    CONCEPT = "konzept", _("Konzept")
    PILOT = "pilot", _("Reallabor/Pilot")
    ROLL_OUT = "umsetzung", _("in Umsetzung")
    OPERATION = "regelbetrieb", _("Regelbetrieb")
    ENDED = "beendet", _("beendet")


class Outcome(models.TextChoices):
    SUCCESS = "erfolgreich", _("erfolgreich")
    PARTIAL = "teilweise", _("teilweise erfolgreich")
    FAILED = "gescheitert", _("gescheitert")
    OPEN = "offen", _("noch offen")


class Effort(models.TextChoices):
    STARTER = "starter", _("Starter: mit eigenen Mitteln in wenigen Wochen")
    PROJECT = "projekt", _("Projekt: mit Plan, Geld und mehreren Stellen")
    PROGRAMME = "programm", _("Programm: über Jahre, mit Partnern")

    @property
    def word(self) -> str:
        return str(self.label).split(":")[0]


class SolutionType(models.TextChoices):
    TECHNICAL = "technisch", _("technisch")
    ORGANISATIONAL = "organisatorisch", _("organisatorisch")
    LEGAL = "rechtlich", _("rechtlich")
    PARTICIPATION = "beteiligung", _("Beteiligungsformat")
    STRATEGY = "strategie", _("Strategie")
    TRAINING = "qualifizierung", _("Qualifizierung")


class TargetGroup(models.TextChoices):
    CITIZENS = "buergerschaft", _("Bürgerschaft")
    ADMINISTRATION = "verwaltung", _("Verwaltung")
    POLITICS = "politik", _("Politik")
    BUSINESS = "wirtschaft", _("Wirtschaft")
    ASSOCIATIONS = "vereine", _("Vereine")
    COMPANIES = "unternehmen", _("kommunale Unternehmen")


class SpatialScope(models.TextChoices):
    BUILDING = "gebaeude", _("Gebäude")
    QUARTER = "quartier", _("Quartier")
    CITY = "stadt", _("Gesamtstadt")
    DISTRICT = "kreis", _("Kreis")
    REGION = "region", _("Region")


# The 17 goals of the United Nations' Agenda 2030, as the federal government names them.
GOALS = (
    "Keine Armut", "Kein Hunger", "Gesundheit und Wohlergehen", "Hochwertige Bildung", "Geschlechtergleichheit",
    "Sauberes Wasser und Sanitäreinrichtungen", "Bezahlbare und saubere Energie",
    "Menschenwürdige Arbeit und Wirtschaftswachstum", "Industrie, Innovation und Infrastruktur",
    "Weniger Ungleichheiten", "Nachhaltige Städte und Gemeinden", "Nachhaltiger Konsum und nachhaltige Produktion",
    "Maßnahmen zum Klimaschutz", "Leben unter Wasser", "Leben an Land",
    "Frieden, Gerechtigkeit und starke Institutionen", "Partnerschaften zur Erreichung der Ziele",
)  # fmt: skip


class CostClass(models.TextChoices):
    """By the upper end of the one-off costs, so that nobody is surprised."""

    UNDER_10 = "bis-10000", _("bis 10.000 €")
    UNDER_50 = "bis-50000", _("bis 50.000 €")
    UNDER_250 = "bis-250000", _("bis 250.000 €")
    UNDER_1000 = "bis-1-mio", _("bis 1 Mio. €")
    OVER = "ueber-1-mio", _("über 1 Mio. €")

    @classmethod
    def of(cls, euros: int) -> "CostClass":
        """`euros`: whole euros, one-off."""
        steps = ((10_000, cls.UNDER_10), (50_000, cls.UNDER_50), (250_000, cls.UNDER_250))
        for limit, cost_class in (*steps, (1_000_000, cls.UNDER_1000)):
            if euros <= limit:
                return cost_class
        return cls.OVER


class Procurement(models.TextChoices):
    OWN = "eigenentwicklung", _("Eigenentwicklung")
    TENDER = "vergabe", _("Vergabe")
    FRAMEWORK = "rahmenvertrag", _("Rahmenvertrag")
    INHOUSE = "inhouse", _("Inhouse")
    COOPERATION = "kooperation", _("Kooperation")


class Participation(models.TextChoices):
    NONE = "keine", _("keine")
    INFORMATION = "information", _("Information")
    CONSULTATION = "konsultation", _("Konsultation")
    CO_DESIGN = "mitgestaltung", _("Mitgestaltung")
    CO_DECISION = "mitentscheidung", _("Mitentscheidung")


class CooperationForm(models.TextChoices):
    """Forms of working together as the laws of the Länder on municipal co-operation know them."""

    NONE = "keine", _("keine")
    EXCHANGE = "erfahrungsaustausch", _("Erfahrungsaustausch")
    DEVELOPMENT = "entwicklungsgemeinschaft", _("Entwicklungsgemeinschaft")
    PROCUREMENT = "beschaffung", _("gemeinsame Beschaffung")
    WORKING_GROUP = "arbeitsgemeinschaft", _("kommunale Arbeitsgemeinschaft")
    AGREEMENT = "vereinbarung", _("öffentlich-rechtliche Vereinbarung")
    ASSOCIATION = "zweckverband", _("Zweckverband")
    COMPANY = "kommunalunternehmen", _("gemeinsames Kommunalunternehmen")
    COOPERATIVE = "genossenschaft", _("Genossenschaft")


class Impact(models.TextChoices):
    ECOLOGICAL = "oekologisch", _("Umwelt")
    SOCIAL = "sozial", _("Zusammenleben")
    ECONOMIC = "wirtschaftlich", _("Wirtschaft")
    ADMINISTRATIVE = "verwaltung", _("Verwaltung")


class RegionType(models.TextChoices):
    """Eurostat's degree of urbanisation in words (Concepts §2)."""

    DENSE = "dicht", _("dicht besiedelt")
    MEDIUM = "mittel", _("mittlere Dichte")
    THIN = "duenn", _("dünn besiedelt")


class DataProtectionAssessment(models.TextChoices):
    """Datenschutz-Folgenabschätzung, Art. 35 DSGVO."""

    YES = "ja", _("durchgeführt")
    NO = "nein", _("nicht durchgeführt")
    NOT_NEEDED = "nicht-noetig", _("nicht nötig")


class SupportOffer(models.TextChoices):
    TALK = "gespraech", _("Gespräch")
    VISIT = "besuch", _("Besuch")
    DOCUMENTS = "unterlagen", _("Unterlagen")
    DEMO = "demo", _("Demo")
    SHARED_USE = "mitnutzung", _("Mitnutzung")
    DEVELOPMENT = "weiterentwicklung", _("gemeinsame Weiterentwicklung")


class TextLicence(models.TextChoices):
    CC_BY = "CC BY 4.0", "Creative Commons Namensnennung 4.0 (CC BY 4.0)"
    DL_DE_BY = "dl-de/by-2-0", "Datenlizenz Deutschland – Namensnennung – 2.0 (dl-de/by-2-0)"


class PartnerRole(models.TextChoices):
    LEAD = "leitkommune", _("Leitkommune")
    PARTNER = "partner", _("Partner")
    PROVIDER = "dienstleister", _("Dienstleister")
    SCIENCE = "wissenschaft", _("Wissenschaft")


class Necessity(models.TextChoices):
    NEEDED = "noetig", _("nötig")
    HELPFUL = "hilfreich", _("hilfreich")


class ConditionKind(models.TextChoices):
    TECHNOLOGY = "technik", _("Technik")
    STAFF = "personal", _("Personal")
    LAW = "recht", _("Recht")
    POLITICS = "politik", _("Politik")
    MONEY = "geld", _("Geld")
    ORGANISATION = "organisation", _("Organisation")


class ResultAim(models.TextChoices):
    LESS = "weniger", _("weniger ist besser")
    MORE = "mehr", _("mehr ist besser")


class AttachmentKind(models.TextChoices):
    COUNCIL = "ratsbeschluss", _("Ratsbeschluss")
    SPECIFICATION = "leistungsverzeichnis", _("Leistungsverzeichnis")
    CONTRACT = "vertrag", _("Vertrag")
    ASSESSMENT = "dsfa", _("Datenschutz-Folgenabschätzung")
    CONCEPT = "konzept", _("Konzept")
    EVALUATION = "evaluation", _("Evaluation")
    SLIDES = "praesentation", _("Präsentation")
    PICTURE = "bild", _("Bild")
