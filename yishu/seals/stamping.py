"""A set page under a round seal: an agency's, or the node's own. What every sealed paper of the platform goes through (23.1)."""

from datetime import datetime

from django.conf import settings

from yishu.seals import authority, store
from yishu.seals.typesetting import draw_seal


def under_seal(pdf: bytes, *, code: str, name: str, number: str, now: datetime) -> bytes:
    """The PDF sealed by the agency of this code and name; `number` is the paper's. Raises SealUnusable."""
    from yishu.seals.sealing import (  # reads pyhanko: where papers are sealed, not in every process
        TEST_NOTE,
        seal_pdf,
    )

    seal = authority.seal_of(store.seals_folder(), code=code, name=name, now=now)
    drawing = draw_seal(name, TEST_NOTE if seal.is_test else "")
    return seal_pdf(pdf, seal, drawing, number=number, agency=name)


def under_own_seal(pdf: bytes, *, number: str, now: datetime) -> bytes:
    """The PDF sealed by the node itself, for what no agency but the platform vouches for. Raises SealUnusable."""
    return under_seal(pdf, code=settings.YISHU_NODE_CODE, name=settings.YISHU_NODE_NAME, number=number, now=now)
