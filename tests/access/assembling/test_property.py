"""Whatever its sources publish, in whatever steps: an assembly kept up to date is the one that would be made anew (22.1)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.access.assembling.stage import HEALTH_HEAD, LI, POLICE_HEAD, QIAN, SUN, ZHAO, Stage
from tests.thorough import full_or
from yishu.access.assembling.origins import read_origins

pytestmark = pytest.mark.clause("22.1")

KEYS = st.sampled_from([ZHAO, QIAN, SUN, LI])
DAYS = st.sampled_from(["", "1990-03-07", "1990-03-08"])
PHONES = st.sampled_from(["", "1", "2"])
POLICE = st.tuples(st.just("police"), KEYS, st.sampled_from(["甲", "乙"]), DAYS, PHONES)
HEALTH = st.tuples(
    st.just("health"), KEYS, st.sampled_from(["丙", "丁"]), DAYS, PHONES, st.sampled_from(["", "1.5", "1.50"])
)
GONE = st.tuples(st.sampled_from(["police", "health"]), KEYS)
RUN = st.tuples(st.just("run"))
STEPS = st.lists(st.one_of(POLICE, HEALTH, GONE, RUN), min_size=3, max_size=9)


@pytest.fixture(scope="module")
def stage(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    made = Stage(tmp_path_factory.mktemp("property"))
    made.declare()
    made.run()
    return made


def done(stage: Stage, step: tuple[str, ...]) -> None:
    if step == ("run",):
        stage.run()
        return
    provider, resource, head = {
        "police": (stage.police, stage.first, POLICE_HEAD),
        "health": (stage.health, stage.second, HEALTH_HEAD),
    }[step[0]]
    if len(step) == 2:
        text, how = f"{head.split(',')[0]}\n{step[1]}\n", "delete"
    else:
        text, how = head + ",".join(step[1:]) + "\n", "upsert"
    stage.cast.publish(provider, resource, text, stage.folder, how=how)


def told(stage: Stage) -> dict[str, tuple[dict[str, str | None], dict[str, str]]]:
    """Each record, and from where each of its values comes. Not since which version: an assembly made anew cannot know when a value changed."""
    found = {}
    for key, record in stage.records().items():
        origins = read_origins(record.pop("origins"))
        found[key] = record, {item: origin.resource for origin in origins for item in origin.items}
        assert set(found[key][1]) == {item for item, value in record.items() if value is not None}
    return found


def figures(stage: Stage) -> dict[str, int]:
    from yishu.access.assembling.models import Assembly

    return Assembly.objects.get(resource=stage.base, ended_at=None).figures


@pytest.mark.abridged
@settings(
    max_examples=full_or(12, 4),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(steps=STEPS)
def test_kept_up_to_date_is_made_anew(stage: Stage, steps: list[tuple[str, ...]]) -> None:
    for step in steps:
        done(stage, step)
    stage.run()
    kept, counted = told(stage), figures(stage)
    stage.declare()
    stage.run()
    assert told(stage) == kept
    assert figures(stage) == counted
