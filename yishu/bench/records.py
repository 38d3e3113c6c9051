"""The records of a measured resource, by their number: what is published of each, what a right claim says, the request that asks for it; and the same in SQL."""

from typing import Final

import msgspec

FIRST: Final = 10_000_000
_CLAIMED: Final = ("name", "code")


def row(n: int) -> tuple[str, str, str]:
    """Number, name and code of record n: what a right claim says."""
    return str(FIRST + n), f"名称{n % 9973}", f"C{n % 997:03d}"


def whole_row(n: int) -> tuple[str, str, str, str, str, str]:
    """All that record n holds, as text."""
    return *row(n), f"20{n % 25:02d}-03-{n % 28 + 1:02d}", f"{n % 100000}.50", f"备注{n}"


WHOLE_ROW: Final = f"""
({FIRST} + n)::text, '名称' || n % 9973, 'C' || lpad((n % 997)::text, 3, '0'),
make_date(2000 + n % 25, 3, n % 28 + 1), n % 100000 + 0.50, '备注' || n
"""
"""The same of a number n, as PostgreSQL makes it."""


def verify_request(path_code: str, key: str, n: int, duty: str) -> bytes:
    """A right claim about record n."""
    subject, *claims = row(n)
    purpose = {"duty": duty, "case": f"SQ{n}"}
    body = {"purpose": purpose, "subject": subject, "claims": dict(zip(_CLAIMED, claims, strict=True))}
    return request(f"/api/v1/data/{path_code}/verify", body, f"Authorization: Bearer {key}\r\n")


def request(path: str, body: object, headers: str = "") -> bytes:
    """A POST of JSON; each of the `headers` ends its line."""
    content = msgspec.json.encode(body)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content
