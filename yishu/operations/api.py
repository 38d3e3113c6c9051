"""The management API of operations."""

from ninja import Router

router = Router(tags=["operations"])
