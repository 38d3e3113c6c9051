"""What is signed, word for word: the canonical JSON of an application, or of a proposed decision."""

import json
from collections.abc import Iterable

import msgspec

from yishu.core.canonical import canonical
from yishu.core.decoding import converted
from yishu.sharing.asked import Decision
from yishu.sharing.models import Application, Coordination, Line


def of_application(application: Application, lines: Iterable[Line]) -> str:
    """With the files of the applicant's own side by their SHA-256: exchanging one is a change."""
    files = application.attachments.filter(agency=application.consumer_id).order_by("n")
    return _text(
        {
            "number": application.number,
            "duty": application.duty,
            "basis": application.basis,
            "case_kind": application.case_kind,
            "purpose": application.purpose,
            "extra": application.extra,
            "lines": [_asked(line) for line in sorted(lines, key=lambda line: line.pk)],
            "attachments": [[one.n, one.kind, one.name, one.sha256] for one in files],
        }
    )


def of_decision(line: Line, decision: Decision) -> str:
    """A proposed decision on one line."""
    asked = {"number": line.application.number, "asked": _asked(line)}
    return _text({**asked, "decision": msgspec.to_builtins(decision)})


def of_execution(coordination: Coordination) -> str:
    """The carrying out of an opinion of the coordinator: what it says, word for word."""
    line, until = coordination.line, coordination.until
    return _text(
        {
            "number": line.application.number,
            "asked": _asked(line),
            "coordination": coordination.number,
            "opinion": [coordination.opinion_number, coordination.opinion],
            "of_rest": coordination.of_rest,
            "items": coordination.items,
            "modes": coordination.modes,
            "rows": coordination.all_rows,
            "volume": coordination.full_volume,
            "until": until.isoformat() if until else None,
        }
    )


def coordination_of(content: str) -> str | None:
    """The number of the coordination whose opinion is carried out; None of anything else that is signed."""
    return json.loads(content).get("coordination")


def decision_of(content: str) -> Decision:
    """The decision back from what was signed."""
    return converted(json.loads(content)["decision"], Decision)


def resources_of(content: str) -> list[str]:
    """The codes of the resources that an application asks for."""
    return [line["resource"] for line in json.loads(content)["lines"]]


def _asked(line: Line) -> dict[str, object]:
    return {
        "resource": line.resource.code,
        "entry_version": line.entry.version,
        "items": line.items,
        "modes": line.modes,
        "systems": sorted(line.systems.values_list("pk", flat=True)),
        "users": sorted(line.users.values_list("pk", flat=True)),
        "rows": line.rows,
        "until": line.until.isoformat(),
        "reason": line.reason,
        "volume": line.volume,
        "condition": line.condition,
        "replaces": str(line.replaces_id) if line.replaces_id else None,
    }


def _text(value: object) -> str:
    return canonical(value).decode()
