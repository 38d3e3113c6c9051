"""The management API of quality."""

from ninja import Router

router = Router(tags=["quality"])
