"""For Python with `yishu.client` (docs/how-to/use-the-python-client.md)."""

import json
from typing import Any

from yishu.access.snippets.facts import KEY, Facts

_PRINTED = {
    "verify": "answer.found, answer.result, answer.version, answer.receipt",
    "query": "answer.found, answer.record, answer.version, answer.receipt",
    "bulk": "answer.version, answer.receipt",
}


def python(facts: Facts, mode: str) -> str:
    lines = "".join(f"        {argument},\n" for argument in _arguments(facts, mode))
    method, sandbox = "copy" if mode == "bulk" else mode, ", sandbox=True" if facts.sandbox else ""
    return (
        "import os\n\nfrom yishu.client import Client\n\n"
        f'with Client({literal(facts.base)}, key=os.environ["{KEY}"]{sandbox}) as yishu:\n'
        f"    answer = yishu.{method}(\n{lines}    )\n"
        f"    print({_PRINTED[mode]})\n"
    )


def _arguments(facts: Facts, mode: str) -> list[str]:
    named = [f"grant={literal(facts.grant)}"] if facts.grant else []
    if mode == "bulk":
        return [literal(facts.code), literal(f"{facts.code}.csv"), 'format="csv"', *named]
    asked = facts.claims if mode == "verify" else facts.wanted
    said = [f"{name}={literal(value)}" for name, value in facts.purpose.items()]
    return [literal(facts.code), literal(facts.subject), literal(asked), *said, *named]


def literal(value: Any) -> str:
    """A value as Python writes it. The escapes of a text in JSON are Python's as well."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(name)}: {literal(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(literal, value)) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
