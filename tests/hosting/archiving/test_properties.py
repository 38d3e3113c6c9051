"""Whatever was published, and whenever the log goes: every version that has a file reads as it stood (20.1)."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.hosting.archiving.conftest import AMOUNT, KEY, NOTE, SEEN, Register
from tests.hosting.conftest import Scene
from tests.thorough import full_or

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=6)
AMOUNTS = st.one_of(
    st.just(""), st.decimals(-(10**9), 10**9, places=3).map(str), st.sampled_from(["0.10", "-0", "1e-7"])
)
RECORDS = st.dictionaries(st.sampled_from("abcde"), st.tuples(AMOUNTS, TEXTS), min_size=1, max_size=5)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["upsert", "replace"]), RECORDS),
        st.tuples(st.just("expire"), st.integers(1, 3)),
        st.just(("write", 0)),
    ),
    min_size=3,
    max_size=8,
)


@pytest.mark.abridged
@pytest.mark.clause("20.1", "27.3")
@settings(
    max_examples=full_or(5, 2),
    phases=(Phase.generate,),
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_what_has_a_file_reads_as_it_stood(django_ready: str, tmp_path: Path, steps: list[tuple[str, Any]]) -> None:
    register = Register(Scene(tmp_path, items=(KEY, AMOUNT, NOTE, SEEN), key_kind="plain", modes=("query", "bulk")))
    register.keep()
    register.publish("code,amount,note,seen\na,0.0,,\n")
    stood = {1: register.at(1)}
    for act, what in steps:
        if act == "write":
            register.write()
        elif act == "expire":
            _kept_for(register, what)
            register.expire()
        else:
            lines = [f'{key},{amount},"{text.replace(chr(34), chr(34) * 2)}",' for key, (amount, text) in what.items()]
            register.publish("code,amount,note,seen\n" + "\n".join(lines) + "\n", how=act)
            version = register.scene.holding.version
            stood[version] = register.at(version)
    register.write()
    _kept_for(register, 1)
    register.expire()
    assert sorted(register.files()) == sorted(stood)
    for version, lines in stood.items():
        assert register.at(version) == lines


def _kept_for(register: Register, versions: int) -> None:
    from yishu.hosting.keeping.errors import KeepRuleStands

    try:
        register.keep_log(versions)
    except KeepRuleStands:
        return
