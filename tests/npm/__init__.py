"""RFC 9421 by another implementation than ours and than PyPI's: that of npm, run by the node that came with pyright."""

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.machine import npm_packages

PROGRAM = Path(__file__).with_name("signatures.cjs")


def sign(
    request: dict[str, Any], *, key: str, algorithm: str, covered: Sequence[str], **parameters: str | int
) -> dict[str, str]:
    """The headers of a request with its signature. `request`: method, url, headers; `key`: PEM of a private key; times in seconds since 1970."""
    return _done(
        act="sign", request=request, key=key, algorithm=algorithm, covered=list(covered), parameters=parameters
    )


def verify(request: dict[str, Any], *, key: str, algorithm: str, covered: Sequence[str]) -> bool | str:
    """Whether the one signature of a request holds by a public key (PEM) and covers this; or why it is refused."""
    return _done(act="verify", request=request, key=key, algorithm=algorithm, covered=list(covered))


def _done(**job: Any) -> Any:
    node, packages = npm_packages()
    done = subprocess.run(
        [node, str(PROGRAM)],
        input=json.dumps(job),
        env=os.environ | {"NODE_PATH": packages},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
