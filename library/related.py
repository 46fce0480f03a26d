"""What to read next: practices about the same, and those that build on this one."""

from django.db.models import Count

from library.models import PracticePage, PracticeTag

CANDIDATES = 24


def related(practice: PracticePage, number: int = 3) -> list[PracticePage]:
    """Those with the most tags in common; without a tag those of the same first field. Two queries, whatever happens.

    Among equals those come first that more municipalities confirmed to run.
    """
    tags = [item.tag_id for item in practice.tagged_items.all()]
    if tags:
        same = PracticeTag.objects.filter(tag__in=tags).values("content_object")
        likely = same.annotate(n=Count("pk")).order_by("-n", "-content_object").values_list("content_object", "n")
    else:
        fields = [field.pk for field in practice.fields_in_order]
        through = PracticePage.fields_of_action.through.objects.filter(fieldofaction__in=fields)
        same = through.values("practicepage")
        likely = same.annotate(n=Count("pk")).order_by("-n", "-practicepage").values_list("practicepage", "n")
    shared = dict(likely[:CANDIDATES])
    shared.pop(practice.pk, None)
    found = PracticePage.objects.shown().for_lists().filter(pk__in=shared)
    return sorted(found, key=lambda page: (-shared[page.pk], -page.in_operation, -page.pk))[:number]
