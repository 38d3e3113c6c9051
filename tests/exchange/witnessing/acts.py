"""What of witnessing is done over a node's own database: run by `tests.exchange.acts`, as its own."""

import json
from typing import Any


def cosign_by_another_key(size: int) -> dict[str, Any]:
    """What the province answers to a cosignature that is not by the witness's key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from django.utils import timezone

    from yishu.audit.log import cosigning, notes
    from yishu.exchange import client
    from yishu.exchange.models import Link
    from yishu.exchange.witnessing.messages import Witnessed

    link = Link.objects.get(code="330000")
    note = notes.read(client.send(link.url, "GET", "/log/checkpoint", node="", name="").read())
    line = notes.cosign(note, cosigning.own_witness_key(), Ed25519PrivateKey.generate().sign, timezone.now())
    try:
        client.ask(link, "POST", "/api/v1/exchange/cosignatures", Witnessed(size, str(line)))
    except client.Refused as refused:
        return {"status": refused.status, "code": json.loads(refused.body)["code"]}
    return {}


def look_at_a_log_that_begins() -> str:
    """What the county finds wrong with the province's log when that makes its first key while it is looked at: before its checkpoint is asked for, it tells no key."""
    from unittest.mock import patch

    from django.utils import timezone

    from yishu.exchange.models import Link
    from yishu.exchange.witnessing import looking
    from yishu.exchange.witnessing.models import Watch

    link = Link.objects.get(code="330000")
    fetch, learn, fetched = looking._fetch, looking._learn_keys, []

    def fetching(of: Link, path: str, most: int) -> bytes | None:
        fetched.append(path)
        return fetch(of, path, most)

    def learning(watch: Watch) -> None:
        learn(watch)
        if not fetched:
            watch.keys = []

    with patch.object(looking, "_fetch", fetching), patch.object(looking, "_learn_keys", learning):
        looking.look(link, now=timezone.now())
    return Watch.objects.get(link=link).problem


def look_while_a_refusal_is_taken_back() -> str:
    """What the county believes the province to have against its log, once the province has taken that back while the county looks at the province's."""
    from unittest.mock import patch

    from django.utils import timezone

    from yishu.exchange.models import Link
    from yishu.exchange.witnessing import looking
    from yishu.exchange.witnessing.models import Problem, Watch

    of_province = Watch.objects.filter(link__code="330000")
    fetch = looking._fetch

    def fetching(of: Link, path: str, most: int) -> bytes | None:
        of_province.update(refused="")
        return fetch(of, path, most)

    of_province.update(refused=Problem.REWRITTEN, size=0, note="")
    with patch.object(looking, "_fetch", fetching):
        assert looking.look(Link.objects.get(code="330000"), now=timezone.now())
    return of_province.get().refused


def witness_anew(code: str, reason: str) -> None:
    """A coordinator has cleared a neighbour's log up."""
    from dataclasses import replace

    from django.utils import timezone

    from yishu.agencies.models import Role
    from yishu.core.actor import PLATFORM
    from yishu.exchange.witnessing.commands import begin_anew

    begin_anew(replace(PLATFORM, roles=frozenset({Role.COORDINATOR})), code, reason=reason, now=timezone.now())


def read_vouching() -> dict[str, Any]:
    """The page that says who vouches for this node's log, as an inspector reads it; and who would be silent two days from now."""
    from datetime import timedelta
    from html import unescape

    from django.test import Client
    from django.utils import timezone

    from tests.cast import Cast
    from yishu.portal.inspecting.vouching import vouched

    client = Client()
    client.force_login(Cast().inspector())
    answer = client.get("/evidence/log/", headers={"host": "127.0.0.1"})
    later = vouched(timezone.now() + timedelta(days=2))
    silent = [each.name for each in later.neighbours if each.is_silent]
    return {"page": unescape(answer.content.decode()), "silent": silent}
