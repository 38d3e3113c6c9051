"""The management API of seals."""

from ninja import Router

router = Router(tags=["seals"])
