"""The management API of exchange."""

from ninja import Router

router = Router(tags=["exchange"])
