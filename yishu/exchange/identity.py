"""How a node introduces itself to others."""

import msgspec
from django.conf import settings

from yishu.node.models import Division
from yishu.node.own_key import key_id_of, own_public_key


class NodeCard(msgspec.Struct, frozen=True):
    """How a node introduces itself."""

    code: str
    name: str
    tier: str
    url: str
    public_key: str

    @property
    def key_id(self) -> str:
        return key_id_of(self.public_key)


def own_card(url: str) -> NodeCard:
    """This node's, at the address under which others reach it."""
    code = settings.YISHU_NODE_CODE
    tier = Division.objects.values_list("level", flat=True).get(pk=code)
    return NodeCard(code, settings.YISHU_NODE_NAME, tier, url, own_public_key())
