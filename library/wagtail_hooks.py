"""The Library in the editors' room: where to review, and what broke."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from library.models import LibraryPage
from members.permissions import is_editor, is_reviewer


class ReviewItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return is_reviewer(request.user)


class EditorItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return is_editor(request.user)


class PracticesItem(MenuItem):
    """Leads to the practices in the page tree; found when the menu is drawn, because the tree may be rebuilt."""

    def render_component(self, request: HttpRequest):  # type: ignore[no-untyped-def]
        page = LibraryPage.objects.only("pk").first()
        if page is not None:
            self.url = reverse("wagtailadmin_explore", args=[page.pk])
        return super().render_component(request)


@hooks.register("register_admin_menu_item")
def library_menu() -> MenuItem:
    items = [
        PracticesItem(_("Gute Praktiken"), "#", name="practices", icon_name="pick", order=100),
        EditorItem(_("Importieren"), reverse("library:import"), name="import", icon_name="upload", order=300),
        ReviewItem(_("Prüfung"), reverse("library:review_desk"), name="review", icon_name="tasks", order=200),
    ]
    return SubmenuMenuItem(
        _("Bibliothek"), Menu(items=items), name="library", icon_name="folder-open-inverse", order=200
    )
