"""A base database assembled from several sources item by item, each value keeping its provider and version (22.1)."""

import pytest

from tests.access.assembling.stage import (
    HEALTH_HEAD,
    POLICE_HEAD,
    QIAN,
    SUN,
    ZHAO,
    Stage,
)
from yishu.hosting.models import Batch

pytestmark = pytest.mark.clause("22.1")


def test_each_value_comes_from_the_first_source_that_has_it_and_says_from_which(stage: Stage) -> None:
    stage.declare()
    stage.run()
    zhao = stage.records()[ZHAO]
    assert (zhao["name"], zhao["birth_date"], zhao["phone"], zhao["height"]) == ("赵一", "1990-03-07", "2001", "170.5")
    assert stage.origins(ZHAO) == "A@1: name, birth_date; B@1: phone, height"
    assert stage.origins(QIAN) == "A@1: name, birth_date; B@1: phone"
    assert stage.origins(SUN) == "B@1: name, birth_date, phone, height"


def test_a_value_that_goes_gives_way_to_the_next_and_its_origin_follows(stage: Stage) -> None:
    stage.declare()
    stage.run()
    stage.cast.publish(stage.police, stage.first, f"{POLICE_HEAD}{ZHAO},赵一,,1001\n", stage.folder)
    stage.cast.publish(stage.health, stage.second, f"{HEALTH_HEAD}{ZHAO},赵壹,1990-03-08,,171\n", stage.folder)
    stage.run()
    zhao = stage.records()[ZHAO]
    assert (zhao["name"], zhao["birth_date"], zhao["phone"], zhao["height"]) == ("赵一", "1990-03-08", "1001", "171")
    assert stage.origins(ZHAO) == "A@1: name, phone; B@2: birth_date, height"


def test_who_is_in_no_source_any_more_is_gone(stage: Stage) -> None:
    stage.declare()
    stage.run()
    stage.cast.publish(stage.police, stage.first, f"id_number\n{QIAN}\n", stage.folder, how="delete")
    stage.run()
    assert stage.origins(QIAN) == "B@1: name, phone"
    stage.cast.publish(stage.health, stage.second, f"sfzh\n{QIAN}\n", stage.folder, how="delete")
    stage.run()
    assert set(stage.records()) == {ZHAO, SUN}
    assert not Batch.objects.filter(holding__resource=stage.base, quarantined__gt=0).exists()
