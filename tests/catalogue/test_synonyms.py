"""Synonyms: kept by the coordinator on a page, in force at once, on record (26.1)."""

from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture(scope="module")
def scene(django_ready: str) -> Any:
    cast = Cast()
    office, police = cast.agency("办公厅", coordinator=True), cast.agency("公安")
    return SimpleNamespace(office=office, police=police, resource=cast.resource(police, office, name="机动车驾照底册"))


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


@pytest.mark.clause("26.1")
def test_the_coordinator_adds_and_removes_a_pair_and_searches_follow_at_once(scene: Any) -> None:
    from yishu.audit.models import Record
    from yishu.catalogue.models import Synonym

    coordinator, searcher = signed_in(scene.office.person_b), signed_in(scene.police.person_a)
    found = f"/catalogue/{scene.resource.path_code}/"
    assert found not in text(searcher.get("/catalogue/?q=行车执照本"))
    answer = coordinator.post("/catalogue/synonyms/", {"word": "行车执照本", "also": "驾照底册"}, follow=True)
    assert "已登记" in text(answer)
    assert found in text(searcher.get("/catalogue/?q=行车执照本"))
    assert found not in text(searcher.get("/catalogue/?q=“行车执照本”"))
    pair = Synonym.objects.get(word="行车执照本")
    assert coordinator.post(f"/catalogue/synonyms/{pair.pk}/remove/").status_code == 302
    assert found not in text(searcher.get("/catalogue/?q=行车执照本"))
    acts = [each.action for each in Record.objects.filter(target=f"synonym:{pair.pk}").order_by("at")]
    assert acts == ["synonym:added", "synonym:removed"]
    assert coordinator.post(f"/catalogue/synonyms/{pair.pk}/remove/").status_code == 404


def test_nobody_else_changes_them(scene: Any) -> None:
    from yishu.catalogue.models import Synonym

    client = signed_in(scene.police.person_b)
    before = Synonym.objects.count()
    assert client.post("/catalogue/synonyms/", {"word": "甲", "also": "乙"}).status_code == 403
    assert Synonym.objects.count() == before
    assert "<button" not in text(client.get("/catalogue/synonyms/")).partition("<main")[2].replace(
        '<button class="btn">查找</button>', ""
    )
    assert Client().get("/catalogue/synonyms/")["Location"].startswith("/login")


@pytest.mark.parametrize(
    ("word", "also", "said"),
    [
        ("两个 word s", "乙", "不含空格"),
        ("Ａ", "a", "两个词相同"),
        ("“引号”", "乙", "不含空格和引号"),
        ("税务", "稅務局", ""),
        ("稅務局", "税务", "已登记"),
    ],
)
def test_a_pair_is_two_words_and_stands_once(scene: Any, word: str, also: str, said: str) -> None:
    answer = signed_in(scene.office.person_b).post("/catalogue/synonyms/", {"word": word, "also": also})
    assert answer.status_code == (422 if said else 302)
    assert said in text(answer)
