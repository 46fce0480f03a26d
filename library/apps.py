from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    name = "library"
    verbose_name = _("Bibliothek")

    def ready(self) -> None:
        from library import asking, publishing  # noqa: F401 - the worker, too, must know what follows a returned question
        from library.forms.editing import PracticeForm
        from library.models import PracticePage

        publishing.connect()
        PracticePage.base_form_class = PracticeForm  # a form asks downwards, so the page cannot name it itself
