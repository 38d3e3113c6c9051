"""One-time codes against the vectors of their standards."""

import pytest

from yishu.core.one_time import address, code_at, matching_step, secret_text, step_of

SECRET = b"12345678901234567890"
RFC_6238 = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}
"""RFC 6238, appendix B, the rows of SHA-1."""
RFC_4226 = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
"""RFC 4226, appendix D."""


@pytest.mark.parametrize(("seconds", "code"), RFC_6238.items())
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    assert code_at(SECRET, step_of(seconds), digits=8) == code
    assert matching_step(SECRET, code[2:], seconds) == step_of(seconds)


def test_codes_are_those_of_rfc_4226() -> None:
    assert [code_at(SECRET, step) for step in range(10)] == RFC_4226


def test_a_code_holds_one_step_before_and_after_and_never_at_or_before_the_last_one_taken() -> None:
    code, step = code_at(SECRET, 1000), 1000
    assert [matching_step(SECRET, code, 30 * moment) for moment in (998, 999, 1000, 1001, 1002)] == [
        None,
        step,
        step,
        step,
        None,
    ]
    assert matching_step(SECRET, code, 30_000, after=999) == step
    assert matching_step(SECRET, code, 30_000, after=1000) is None


def test_the_address_is_read_by_applications() -> None:
    told = address(SECRET, issuer="浙江省信息共享平台", account="minzheng-zhang")
    assert told.startswith("otpauth://totp/%E6%B5%99%E6%B1%9F")
    assert f"secret={secret_text(SECRET)}" in told
    assert secret_text(SECRET) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
