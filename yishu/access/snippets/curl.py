"""For a POSIX shell."""

import json
import shlex
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from yishu.access.snippets.facts import KEY, Facts

_KEY = f'-H "Authorization: Bearer ${KEY}"'


def curl(facts: Facts, mode: str) -> str:
    """A command line; the copy goes to a file, its version and receipt to the screen."""
    url = facts.base + facts.path(mode)
    if mode == "bulk":
        address = shlex.quote(f"{url}?{urlencode(facts.parameters())}")
        return f"curl {address} \\\n  {_KEY} \\\n  -D - -o {shlex.quote(facts.code)}.csv"
    return posted(url, facts.body(mode))


def posted(url: str, body: Mapping[str, Any]) -> str:
    """The call that posts this."""
    rows = ",\n".join(f"    {_json(name)}: {_json(value)}" for name, value in body.items())
    text = shlex.quote(f"{{\n{rows}\n  }}")
    return f'curl {shlex.quote(url)} \\\n  {_KEY} -H "Content-Type: application/json" \\\n  -d {text}'


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
