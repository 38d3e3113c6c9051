"""The directories of all seven portals of Zhejiang come in, and again, and changed (9.1)."""

import time
from typing import Any

import pytest
from django.utils import timezone

from tests.catalogue.portal_files import PORTALS, published

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("django_ready")]


def bring_in(portal: str) -> Any:
    from yishu.catalogue.importing import import_directory
    from yishu.core.actor import PLATFORM

    return import_directory(PLATFORM, published(portal), source=portal, now=timezone.now())


@pytest.fixture(scope="module")
def imported(django_ready: str) -> dict[str, Any]:
    """Every portal, and how many seconds they took together."""
    began = time.monotonic()
    came = {portal: bring_in(portal) for portal in PORTALS}
    return came | {"seconds": time.monotonic() - began}


@pytest.mark.clause("9.1")
def test_all_seven_portals_come_in_within_the_minute_and_every_row_is_accounted_for(imported: dict[str, Any]) -> None:
    from yishu.catalogue.models import Resource

    print(imported["seconds"])
    assert sum(PORTALS.values()) == 11_865
    for portal, rows in PORTALS.items():
        came = imported[portal]
        assert came.created + came.unchanged == rows, portal
        assert came.unchanged == came.repeated
    assert sum(imported[portal].repeated for portal in PORTALS) == 4
    kept = Resource.objects.filter(state="imported", current__imported_fields__portal__in=list(PORTALS))
    assert kept.count() == 11_865 - 4
    assert imported["seconds"] < 60


def test_a_second_run_changes_nothing(imported: dict[str, Any]) -> None:
    from yishu.catalogue.models import Entry, Item, Resource

    def state() -> list[Any]:
        entries = Entry.objects.filter(status="imported").order_by("pk").values_list("pk", "imported_fields", "name")
        return [list(entries), Item.objects.count(), list(Resource.objects.order_by("pk").values_list("pk", "code"))]

    before = state()
    for portal, rows in PORTALS.items():
        again = bring_in(portal)
        assert (again.created, again.changed, again.unchanged, again.gone) == (0, 0, rows, 0), portal
    assert state() == before
