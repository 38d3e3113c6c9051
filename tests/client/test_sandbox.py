"""The client pointed at the sandbox: the same methods about invented subjects, without a grant (27.1, 27.2)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.gateway.stage import KNOWN, Stage
from yishu.client import Refused

FOR = {"duty": "试用", "case": "SB-1"}
INVENTED = "330102190001010011"


def test_the_client_asks_the_sandbox_where_it_is_told_to(connect: Callable[..., Any], stage: Stage) -> None:
    yishu = connect(key=stage.forestry_system.key, sandbox=True, patience=0)
    code = stage.resource.path_code
    answer = yishu.verify(code, INVENTED, {"name": "示例姓名1", "sex": "2"}, **FOR)
    assert (answer.found, answer.result, answer.sandbox) == (True, {"name": "match", "sex": "mismatch"}, True)
    assert not yishu.query(code, KNOWN, ["name"], **FOR).found
    assert [one.found for one in yishu.query_many(code, [INVENTED, KNOWN], ["name"], **FOR).records] == [True, False]
    with pytest.raises(Refused) as refused:
        yishu.copy_table(code)
    assert refused.value.code == "not_in_sandbox"
    real = connect(key=stage.forestry_system.key, patience=0)
    with pytest.raises(Refused) as refused:
        real.verify(code, INVENTED, {"name": "示例姓名1"}, **FOR)
    assert refused.value.code == "no_grant"
