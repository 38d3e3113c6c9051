"""What every register starts with: sound by its own rules, and the words that the platform itself uses."""

import pytest

from yishu.catalogue import vocabulary as catalogue
from yishu.catalogue.vocabulary import Category
from yishu.core.identity_documents import DOCUMENT_TYPES, RESIDENT_TYPES
from yishu.standards import rules, seeding, storing
from yishu.standards.models import CodeList, CodeListValue, DataElement, IdentifierCounter, Kept, Kind, Standard, State
from yishu.standards.queries import code_list_values, elements_in_force, standards_in_force

pytestmark = pytest.mark.usefixtures("django_ready")


def sown(kind: Kind) -> list[Kept]:
    name = {Kind.ELEMENT: "elements.csv", Kind.CODE_LIST: "code_lists.csv", Kind.STANDARD: "standards.csv"}[kind]
    model = storing.MODELS[kind]
    keys = [row[model.key_field] for row in seeding.rows(name)]
    return list(model.objects.filter(**{f"{model.key_field}__in": keys}, proposed_by="platform"))


@pytest.mark.parametrize("kind", list(Kind))
def test_every_seed_holds_the_rules_of_proposals(kind: Kind) -> None:
    found = sown(kind)
    assert len(found) >= 17
    for each in found:
        draft = storing.draft_of(each)
        wrong = rules.check(draft, storing.facts_for(draft), own=each.key)
        unless = [
            error for error in wrong if error.field != "replaces"
        ]  # what a seed replaces is not in force any more
        assert not unless, (each.key, [(error.field, error.message("en")) for error in unless])


def test_sowing_again_changes_nothing() -> None:
    def count() -> list[int]:
        return [model.objects.count() for model in (Standard, CodeList, CodeListValue, DataElement, IdentifierCounter)]

    before = count()
    name = Standard.objects.get(code="GB 11643-1999").title
    DataElement.objects.filter(identifier="DE00061").update(note="本节点的说明")
    seeding.sow()
    assert count() == before
    assert DataElement.objects.get(identifier="DE00061").note == "本节点的说明"
    assert Standard.objects.get(code="GB 11643-1999").title == name


@pytest.mark.parametrize(
    ("identifier", "words"),
    [
        ("YISHU.CATEGORY", Category),
        ("YISHU.MODE", catalogue.Mode),
        ("YISHU.RESOURCE_KIND", catalogue.ResourceKind),
        ("YISHU.CYCLE", catalogue.Cycle),
        ("YISHU.FORMAT", catalogue.Format),
        ("YISHU.PROVISION", catalogue.Provision),
        ("YISHU.OPENNESS", catalogue.Openness),
        ("YISHU.SENSITIVITY", catalogue.Sensitivity),
        ("YISHU.ITEM_TYPE", catalogue.ItemType),
    ],
)
def test_the_platforms_own_code_lists_are_the_words_of_the_catalogue(identifier: str, words: type[Category]) -> None:
    assert code_list_values(identifier) == {value: str(label) for value, label in words.choices}


def test_the_code_list_of_identity_documents_is_the_one_that_numbers_are_checked_by() -> None:
    known = RESIDENT_TYPES | {code: one.zh for code, one in DOCUMENT_TYPES.items()}
    assert code_list_values("YISHU.DOCUMENT_TYPE") == dict(sorted(known.items()))


def test_industries_are_a_tree_of_the_standards_size() -> None:
    rows = CodeListValue.objects.filter(code_list__identifier="GBT4754", code_list__state=State.IN_FORCE)
    sizes = [rows.filter(code__regex=form).count() for form in ("^[A-T]$", "^[0-9]{2}$", "^[0-9]{3}$", "^[0-9]{4}$")]
    assert sizes == [20, 97, 473, 1380]
    assert rows.get(code="0111").parent == "011"


def test_questions_of_the_catalogue_are_answered_by_identifier() -> None:
    assert elements_in_force(["DE00001", "DE99999"]).keys() == {"DE00001"}
    assert standards_in_force(["GB/T 2260-2007", "DA/T 85-2019"]).keys() == {"GB/T 2260-2007"}
    assert Standard.objects.get(code="DA/T 85-2019").replaced_by == Standard.objects.get(code="GB/T 42727-2023")


@pytest.mark.clause("12.1")
def test_a_word_that_a_later_version_has_comes_to_the_lists_of_before(django_ready: str) -> None:
    from yishu.standards.models import CodeListValue
    from yishu.standards.seeding import sow

    CodeListValue.objects.filter(code_list__identifier="YISHU.ITEM_TYPE", code="geometry").delete()
    sow()
    sow()
    assert code_list_values("YISHU.ITEM_TYPE")["geometry"] == "空间型"
