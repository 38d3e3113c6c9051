"""The client package for programs that call a node's data plane, sync and async: knows core and wire only (Art. 20, 27)."""

from yishu.client.asynchronous import AsyncClient
from yishu.client.blind import BlindVerified
from yishu.client.client import Client
from yishu.client.errors import Held, LimitReached, NotGranted, NotRecognised, Refused, Unavailable
from yishu.client.saving import Copied
from yishu.client.tables import CopiedTable, TableAnswer
from yishu.wire.data import Place, Reference

__all__ = [
    "AsyncClient",
    "BlindVerified",
    "Client",
    "Copied",
    "CopiedTable",
    "Held",
    "LimitReached",
    "NotGranted",
    "NotRecognised",
    "Place",
    "Reference",
    "Refused",
    "TableAnswer",
    "Unavailable",
]
