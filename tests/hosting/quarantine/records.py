"""What tests of the records sent back have in common."""

from tests.hosting.people import number


def issued_wrong(n: int) -> str:
    """The n-th number with another check digit than its own."""
    right = number(n)
    return right[:-1] + ("1" if right[-1] != "1" else "2")


def text(response) -> str:
    return response.content.decode()


def filled(record, **changes: str) -> dict[str, str]:
    """The form of a record as it is sent in."""
    values = {code: value or "" for code, value in record.values.items()} | changes
    return {"act": "save", **{f"item_{code}": value for code, value in values.items()}}


def acts(scene, action: str) -> list[tuple[str, str]]:
    """(outcome, target) of the acts of this kind on the resource, oldest first."""
    return scene.sql(
        "select outcome, target from audit_record where resource = %s and action = %s order by id",
        scene.resource.code,
        action,
    )
