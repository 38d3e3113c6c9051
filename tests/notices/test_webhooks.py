"""Signed webhooks: to whom, how they are checked, what happens when they fail, and where they never go."""

import base64
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from tests.cast import Cast
from tests.conftest import ROOT
from tests.notices.stage import Receiver, apply_for, bearer, receiving

pytestmark = pytest.mark.usefixtures("django_ready")
LOOPBACK = (ip_network("127.0.0.0/8"),)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made, override_settings(YISHU_WEBHOOK_NETWORKS=LOOPBACK, YISHU_URL="https://share.example"):
        yield made


@pytest.fixture(scope="module")
def cast(django_ready: str) -> Cast:
    return Cast()


class Desk:
    """A provider's administrator, at the API."""

    def __init__(self, client: Any, cast: Cast) -> None:
        self.client, self.office = client, cast.agency("办公厅", coordinator=True)
        self.provider, self.consumer = cast.agency("公安"), cast.agency("民政")
        self.resource = cast.resource(self.provider, self.office)
        self.system = self.provider.system().system
        self.headers = bearer(client, self.provider.person_a)

    def ask(self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None) -> Any:
        sent = None if body is None else json.dumps(body)
        headers = headers or self.headers
        return self.client.generic(method, f"/api/v1{path}", sent or "", "application/json", headers=headers)

    def create(self, url: str, *kinds: str) -> dict[str, Any]:
        answer = self.ask("POST", f"/systems/{self.system.pk}/webhooks", {"url": url, "kinds": kinds})
        assert answer.status_code == 201, answer.content
        return answer.json()

    def dead(self, hook: dict[str, Any]) -> list[dict[str, Any]]:
        return self.ask("GET", f"/webhooks/{hook['id']}/dead-letters").json()


@pytest.fixture
def desk(client: Any, cast: Cast) -> Desk:
    return Desk(client, cast)


def send(after: timedelta = timedelta()) -> None:
    """What the worker does, at a moment from now."""
    from yishu.notices.sending import send_due

    with pytest.MonkeyPatch.context() as patch:
        moment = timezone.now() + after
        patch.setattr("django.utils.timezone.now", lambda: moment)
        send_due(moment)


def test_a_system_is_told_and_an_independent_library_trusts_the_signature(desk: Desk, receiver: Receiver) -> None:
    hook = desk.create(f"{receiver.url}/hooks?from=yishu")
    application = apply_for(desk.consumer, desk.resource)
    send()
    (came,) = receiver.came
    assert came.path == "/hooks?from=yishu"
    told = Webhook(hook["secret"]).verify(came.body, came.headers)
    assert told["type"] == "application.received"
    assert application.number in told["data"]["text"]["zh"]
    assert "applies for" in told["data"]["text"]["en"]
    assert told["data"]["link"].startswith("https://share.example/sharing/inbox/")
    assert told["data"]["agency"] == desk.provider.agency.code
    with pytest.raises(WebhookVerificationError):
        Webhook(hook["secret"]).verify(came.body.replace(b"application", b"applicatiom"), came.headers)
    send()
    assert len(receiver.came) == 1  # what was taken is not sent again


def test_the_published_vector_of_the_specification() -> None:
    from yishu.notices.signing import headers

    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    made = headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', [secret])
    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_secret_is_shown_once_and_kept_unreadable(desk: Desk, receiver: Receiver) -> None:
    from django.db import connection

    hook = desk.create(receiver.url)
    assert len(base64.b64decode(hook["secret"].removeprefix("whsec_"))) == 32
    shown = desk.ask("GET", f"/systems/{desk.system.pk}/webhooks").content.decode()
    assert hook["secret"] not in shown
    desk.client.force_login(desk.provider.person_a)
    page = desk.client.get(f"/notices/webhooks/{hook['id']}/").content.decode()
    assert receiver.url in page
    assert hook["secret"] not in page
    with connection.cursor() as cursor:
        cursor.execute("select secret from notices_webhook where id = %s", [hook["id"]])
        assert hook["secret"][6:] not in cursor.fetchone()[0]


def test_after_a_rotation_both_secrets_hold_for_a_day(desk: Desk, receiver: Receiver) -> None:
    old = desk.create(receiver.url)
    new = desk.ask("POST", f"/webhooks/{old['id']}/rotate").json()
    assert new["secret"] != old["secret"]
    desk.ask("POST", f"/webhooks/{old['id']}/test")
    send()
    for secret in (old["secret"], new["secret"]):
        assert Webhook(secret).verify(receiver.came[-1].body, receiver.came[-1].headers)["type"] == "webhook.test"
    desk.ask("POST", f"/webhooks/{old['id']}/test")
    send(timedelta(hours=25))
    signatures = receiver.came[-1].headers["webhook-signature"].split()
    assert len(receiver.came) == 2
    assert len(signatures) == 1


def test_what_fails_is_tried_again_under_the_same_id_then_listed_and_sent_by_hand(
    desk: Desk, receiver: Receiver
) -> None:
    hook = desk.create(receiver.url)
    desk.ask("POST", f"/webhooks/{hook['id']}/test")
    receiver.status = 500
    send()
    send()  # at once there is no further attempt
    assert len(receiver.came) == 1
    at = timedelta()
    for hours in (0.1, 0.2, 0.5, 1, 4, 12, 30, 60):
        at = timedelta(hours=hours)
        send(at)
    assert len(receiver.came) == 8  # bounded
    assert len({came.headers["webhook-id"] for came in receiver.came}) == 1
    assert len({came.body for came in receiver.came}) == 1
    (dead,) = desk.dead(hook)
    assert (dead["kind"], dead["attempts"], dead["error"]) == ("webhook.test", 8, "HTTP 500")
    desk.client.force_login(desk.provider.person_a)
    assert "HTTP 500" in desk.client.get(f"/notices/webhooks/{hook['id']}/").content.decode()

    receiver.status = 200
    path = f"/webhooks/{hook['id']}/dead-letters/{dead['id']}/resend"
    stranger = bearer(desk.client, desk.consumer.person_a)
    assert desk.ask("POST", path, headers=stranger).status_code == 404
    assert desk.ask("POST", path).status_code == 202
    send()
    assert receiver.came[-1].headers["webhook-id"] == dead["id"]
    assert len(receiver.came) == 9
    assert desk.dead(hook) == []
    assert desk.ask("POST", path).status_code == 404  # it is no dead letter any more


def test_one_that_is_down_costs_one_attempt_and_stops_no_other(desk: Desk, receiver: Receiver) -> None:
    with receiving() as gone:
        down = desk.create(gone.url)
    up = desk.create(receiver.url)
    for _ in range(5):
        desk.ask("POST", f"/webhooks/{down['id']}/test")
    desk.ask("POST", f"/webhooks/{up['id']}/test")
    send()
    assert len(receiver.came) == 1
    from yishu.notices.models import Delivery

    left = Delivery.objects.filter(webhook_id=down["id"])
    assert {one.state for one in left} == {"waiting"}
    assert sum(one.attempts for one in left) <= 4  # one for each hand at most, not one for each notice
    send(timedelta(days=4))
    send(timedelta(days=4, hours=1))
    assert {one.state for one in left.all()} <= {"waiting", "dead"}
    assert left.filter(state="dead").count() >= 4


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(desk: Desk, receiver: Receiver, status: int) -> None:
    with receiving() as inside:
        hook = desk.create(receiver.url)
        receiver.status, receiver.location = status, inside.url
        desk.ask("POST", f"/webhooks/{hook['id']}/test")
        send()
        assert len(receiver.came) == 1
        assert inside.came == []


def test_a_receiver_that_says_gone_is_left_alone(desk: Desk, receiver: Receiver) -> None:
    hook = desk.create(receiver.url)
    receiver.status = 410
    desk.ask("POST", f"/webhooks/{hook['id']}/test")
    send()
    assert [one["error"] for one in desk.dead(hook)] == ["HTTP 410"]


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("http://203.0.113.9/hook", "scheme"),
        ("https://127.0.0.1/hook", "network"),
        ("https://10.1.2.3/hook", "network"),
        ("https://169.254.169.254/latest/meta-data", "network"),
        ("https://[::1]/hook", "network"),
        ("https://[::ffff:10.0.0.1]/hook", "network"),
        ("https://[64:ff9b::a00:1]/hook", "network"),
        ("https://2130706433/hook", "network"),
        ("https://localhost/hook", "network"),
        ("https://user:secret@example.com/hook", "address"),
        ("https://example.com/hook\r\nX-Evil: 1", "address"),
        ("https://no-such-host.invalid/hook", "unknown_host"),
        ("ftp://example.com/hook", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("https://", "address"),
    ],
)
def test_an_address_that_may_not_be_reached_is_refused(desk: Desk, url: str, rule: str) -> None:
    answer = desk.ask("POST", f"/systems/{desk.system.pk}/webhooks", {"url": url})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["field"] == "url"
    assert error["rule"] == rule


def test_a_name_that_turns_inward_later_is_not_followed_there(
    desk: Desk, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: checked at registration, and again with the very address that is connected to."""
    import socket

    port = int(receiver.url.rsplit(":", 1)[1])
    answers = iter(["93.184.216.34", "10.0.0.7"])
    real = socket.getaddrinfo

    def resolve(host: str, *given: Any, **named: Any) -> Any:
        return real(next(answers), *given, **named) if host == "turns.example" else real(host, *given, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    hook = desk.create(f"https://turns.example:{port}/hook")
    desk.ask("POST", f"/webhooks/{hook['id']}/test")
    send()
    from yishu.notices.models import Delivery

    assert Delivery.objects.get(webhook_id=hook["id"]).error == "network"
    assert receiver.came == []


def test_only_who_keeps_the_systems_keeps_their_webhooks(desk: Desk, receiver: Receiver) -> None:
    hook = desk.create(receiver.url)
    signer = bearer(desk.client, desk.provider.person_b)
    assert desk.ask("POST", f"/systems/{desk.system.pk}/webhooks", {"url": receiver.url}, signer).status_code == 403
    assert desk.ask("POST", f"/webhooks/{hook['id']}/rotate", None, signer).status_code == 403
    elsewhere = bearer(desk.client, desk.consumer.person_a)
    for method, path in (
        ("POST", f"/webhooks/{hook['id']}/rotate"),
        ("POST", f"/webhooks/{hook['id']}/test"),
        ("DELETE", f"/webhooks/{hook['id']}"),
        ("GET", f"/webhooks/{hook['id']}/dead-letters"),
        ("GET", f"/systems/{desk.system.pk}/webhooks"),
    ):
        assert desk.ask(method, path, None, elsewhere).status_code == 404
    unknown = desk.ask("POST", f"/systems/{desk.system.pk}/webhooks", {"url": receiver.url, "kinds": ["no.such"]})
    assert unknown.json()["errors"][0]["field"] == "kinds"


def test_what_was_chosen_is_sent_and_nothing_after_removal(desk: Desk, receiver: Receiver) -> None:
    hook = desk.create(receiver.url, "grant.withdrawn")
    apply_for(desk.consumer, desk.resource)
    send()
    assert receiver.came == []
    desk.ask("POST", f"/webhooks/{hook['id']}/test")
    assert desk.ask("DELETE", f"/webhooks/{hook['id']}").status_code == 204
    send()
    assert receiver.came == []
    assert desk.ask("POST", f"/webhooks/{hook['id']}/test").status_code == 404


def test_a_worker_killed_between_sending_and_marking_sends_again_under_the_same_id(
    desk: Desk, receiver: Receiver
) -> None:
    hook = desk.create(receiver.url)
    desk.ask("POST", f"/webhooks/{hook['id']}/test")
    receiver.delay = 5  # taken, not yet answered: here the worker dies
    first = worker()
    try:
        receiver.wait(1)
    finally:
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    receiver.delay = 0
    second = worker()
    try:
        receiver.wait(2)
    finally:
        second.terminate()
        second.wait(20)
    one, again = receiver.came
    assert one.headers["webhook-id"] == again.headers["webhook-id"]
    assert one.body == again.body
    assert Webhook(hook["secret"]).verify(again.body, again.headers)


def test_two_workers_send_each_notice_once(desk: Desk, receiver: Receiver) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    hook = desk.create(receiver.url)
    for _ in range(30):
        desk.ask("POST", f"/webhooks/{hook['id']}/test")
    receiver.delay = 0.02
    now = timezone.now()

    def one(_n: int) -> None:
        from yishu.notices.sending import send_due

        send_due(now)
        connection.close()

    with ThreadPoolExecutor(3) as hands:
        list(hands.map(one, range(3)))
    ids = [came.headers["webhook-id"] for came in receiver.came]
    assert len(ids) == len(set(ids)) == 30


def worker() -> "subprocess.Popen[bytes]":
    environment = os.environ | {"YISHU_WEBHOOK_NETWORKS": "127.0.0.0/8", "YISHU_PULL_SECONDS": "0.1"}
    return subprocess.Popen([sys.executable, "-m", "yishu.cli", "worker"], env=environment, cwd=ROOT)
