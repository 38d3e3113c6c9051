"""What blind questions and answers are bound to, and that the length of an answer tells nothing (docs/decisions/0072)."""

from typing import Any

import pytest

from yishu.wire.blind import BlindVerdicts, answer_info, longest_verdicts, padded, question_info

QUESTION: dict[str, Any] = {"resource": "307/1", "duty": "D-1", "case": "SQ-1", "items": ["name", "sex"]}


@pytest.mark.parametrize(
    "other", [{"resource": "307/2"}, {"duty": "D-2"}, {"case": "SQ-2"}, {"items": ["name"]}, {"items": ["name", "age"]}]
)
def test_an_envelope_is_bound_to_all_that_was_permitted(other: dict[str, Any]) -> None:
    assert question_info(**QUESTION | other) != question_info(**QUESTION)


def test_the_order_of_the_items_is_nothing_to_be_bound_to() -> None:
    turned: dict[str, Any] = QUESTION | {"items": ["sex", "name"]}
    assert question_info(**turned) == question_info(**QUESTION)


def test_an_answer_is_bound_to_its_envelope_and_its_record() -> None:
    bound = answer_info(b"envelope", "n-1")
    assert bound not in {answer_info(b"another", "n-1"), answer_info(b"envelope", "n-2")}


@pytest.mark.parametrize("count", [1, 5, 12, 40, 300])
def test_an_answer_about_any_number_of_items_has_one_length(count: int) -> None:
    items = [f"item_{n}" for n in range(count)]
    said = [BlindVerdicts(), BlindVerdicts(refused="too_many_wrong_claims"), BlindVerdicts(refused="malformed")]
    said += [BlindVerdicts(True, dict.fromkeys(items, verdict)) for verdict in ("match", "mismatch", "empty")]
    lengths = {len(padded(each, longest_verdicts(items))) for each in said}
    assert len(lengths) == 1
    assert {len(padded(each)) for each in said} != lengths or count < 12
