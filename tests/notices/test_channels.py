"""E-mail and HTTP channels, each against a real server; digests, quiet days, and what is refused."""

import email
import email.policy
import json
import os
import ssl
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from django.test import override_settings
from django.utils import timezone

from tests.cast import Cast
from tests.certificates import self_signed
from tests.conftest import free_port
from tests.notices.stage import Receiver, apply_for, bearer, receiving, system_administrator
from tests.notices.test_webhooks import send

pytestmark = pytest.mark.usefixtures("django_ready")
MAIL = {"YISHU_MAIL_FROM": "notice@share.example", "YISHU_URL": "https://share.example"}


class Postbox:
    """What a mail server took, and how it answers the next recipients."""

    def __init__(self) -> None:
        self.letters: list[Any] = []
        self.to: list[list[str]] = []
        self.tls: list[bool] = []
        self.logins: list[str] = []
        self.refusal = ""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        self.to.append(envelope.rcpt_tos)
        self.tls.append(session.ssl is not None)
        return "250 OK"

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        self.logins.append(f"{data.login.decode()}:{data.password.decode()}")
        return AuthResult(success=data.password == b"right-horse")


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    """A mail server on this machine, without TLS."""
    made = Postbox()
    controller = Controller(made, hostname="127.0.0.1", port=free_port())
    controller.start()
    port = controller.port
    with override_settings(YISHU_SMTP=f"smtp://127.0.0.1:{port}", **MAIL):
        yield made
    controller.stop()


@pytest.fixture(scope="module")
def cast(django_ready: str) -> Cast:
    return Cast()


@pytest.fixture
def scene(client: Any, cast: Cast) -> "Scene":
    return Scene(client, cast)


class Scene:
    def __init__(self, client: Any, cast: Cast) -> None:
        self.client = client
        office = cast.agency("办公厅", coordinator=True)
        self.provider, self.consumer = cast.agency("公安"), cast.agency("民政")
        self.resource = cast.resource(self.provider, office)
        self.reader = self.provider.person_b

    def wants(self, **wanted: Any) -> Any:
        body = {"channels": [{"channel": "email", "pace": "at_once", "address": "li@police.example"} | wanted]}
        headers = bearer(self.client, self.reader)
        return self.client.put("/api/v1/notices/settings", body, content_type="application/json", headers=headers)


def test_a_letter_says_the_notice_with_its_link_and_comes_once(scene: Scene, postbox: Postbox) -> None:
    assert scene.wants().status_code == 200
    application = apply_for(scene.consumer, scene.resource)
    send()
    send()
    (letter,) = postbox.letters
    assert postbox.to == [["li@police.example"]]
    assert application.number in letter["Subject"]
    text = letter.get_content()
    assert "申请使用" in text
    assert f"https://share.example/sharing/inbox/{application.number}/" in text
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@share.example>")


def test_a_daily_digest_waits_for_its_hour_and_holds_all(scene: Scene, postbox: Postbox) -> None:
    assert scene.wants(pace="daily", hour=8, language="en").status_code == 200
    numbers = [apply_for(scene.consumer, scene.resource).number, apply_for(scene.consumer, scene.resource).number]
    send(timedelta(seconds=5) if _hour() != 7 else timedelta())
    assert postbox.letters == []
    send(timedelta(hours=24))
    (letter,) = postbox.letters
    text = letter.get_content()
    assert "2 new notices" in letter["Subject"]
    assert all(number in text for number in numbers)
    assert "applies for" in text


def _hour() -> int:
    return timezone.localtime().hour


def test_who_wants_the_portal_only_gets_no_letter(scene: Scene, postbox: Postbox) -> None:
    scene.wants()
    apply_for(scene.consumer, scene.resource)
    assert scene.wants(pace="portal", address="").status_code == 200
    apply_for(scene.consumer, scene.resource)
    send()
    assert postbox.letters == []


def test_a_refused_recipient_is_given_up_at_once_and_a_busy_server_tried_again(scene: Scene, postbox: Postbox) -> None:
    from yishu.notices.models import Delivery

    scene.wants()
    apply_for(scene.consumer, scene.resource)
    postbox.refusal = "451 try later"
    send()
    own = Delivery.objects.filter(person=scene.reader).order_by("-id")
    assert (own[0].state, own[0].error) == ("waiting", "SMTP 451")
    postbox.refusal = ""
    send(timedelta(minutes=1))
    assert len(postbox.letters) == 1
    postbox.refusal = "550 no such user"
    apply_for(scene.consumer, scene.resource)
    send(timedelta(minutes=2))
    assert (own[0].state, own[0].error) == ("dead", "SMTP 550")
    page = administrator(scene)
    shown = page.get("/notices/channels/").content.decode()
    assert "SMTP 550" in shown
    assert "li@police.example" not in shown  # whose it is, not where it goes
    postbox.refusal = ""
    assert page.post("/notices/channels/resend/", {"delivery": str(own[0].pk)}).status_code == 302
    send(timedelta(minutes=3))
    assert len(postbox.letters) == 2
    page.force_login(scene.reader)
    assert page.get("/notices/channels/").status_code == 403
    assert page.post("/notices/channels/resend/", {"delivery": str(own[0].pk)}).status_code == 403


def administrator(scene: Scene) -> Any:
    """The client, logged in as a system administrator."""
    scene.client.force_login(system_administrator(scene.provider.agency))
    return scene.client


@pytest.mark.parametrize(
    "address",
    [
        "li@police.example\r\nBcc: all@police.example",
        "li@police.example, chen@police.example",
        "Li <li@police.example>",
        "li@police.example%0aBcc:x@y.example",
        "li",
        "",
    ],
)
def test_an_address_is_one_plain_address(scene: Scene, postbox: Postbox, address: str) -> None:
    answer = scene.wants(address=address)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] in ("channels.0.address", "address")


def test_no_text_reaches_the_headers_of_a_letter(scene: Scene, postbox: Postbox) -> None:
    """Whatever a name holds, it is one line of the subject."""
    from django.db import transaction

    from yishu.notices.kinds import Kind
    from yishu.notices.telling import To, tell

    scene.wants()
    kind = Kind("entry.returned", "", "")
    with transaction.atomic():
        said = {"name": "人口\r\nBcc: all@police.example\r\n\r\n正文"}
        tell(kind, To(people=(scene.reader.pk,)), said=said, path="/")
    send()
    (letter,) = postbox.letters
    assert letter["Bcc"] is None
    assert postbox.to == [["li@police.example"]]
    assert "人口 Bcc: all@police.example 正文" in letter["Subject"]


def test_only_domains_of_this_node_are_written_to(scene: Scene, postbox: Postbox) -> None:
    with override_settings(YISHU_MAIL_DOMAINS=frozenset({"gov.example"})):
        assert scene.wants(address="li@elsewhere.example").status_code == 422
        assert scene.wants(address="li@GOV.example").status_code == 200


def test_tls_comes_before_the_password_and_the_servers_name_is_checked(scene: Scene, tmp_path: Path) -> None:
    trusted = self_signed(tmp_path)
    made = Postbox()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted)

    class Secure(Controller):
        def factory(self) -> SMTP:
            return SMTP(
                self.handler,
                tls_context=context,
                require_starttls=True,
                auth_required=True,
                authenticator=made.authenticate,
            )

    controller = Secure(made, hostname="127.0.0.1", port=free_port())
    controller.start()
    port = controller.port
    secret = tmp_path / "password"
    secret.write_text("right-horse\n")
    given = {"YISHU_SMTP_PASSWORD_FILE": str(secret), **MAIL}
    from yishu.notices.models import Delivery

    try:
        with override_settings(YISHU_SMTP=f"smtp+starttls://yishu@localhost:{port}", YISHU_CA_FILE="", **given):
            scene.wants()
            apply_for(scene.consumer, scene.resource)
            send()
            assert made.logins == []  # a server that nobody vouches for learns nothing
            assert "SSL" in Delivery.objects.filter(person=scene.reader)[0].error
        with override_settings(
            YISHU_SMTP=f"smtp+starttls://yishu@localhost:{port}", YISHU_CA_FILE=str(trusted), **given
        ):
            send(timedelta(hours=1))
        assert made.logins == ["yishu:right-horse"]
        assert made.tls == [True]
        with override_settings(YISHU_SMTP=f"smtp://mail.example:{port}", **given):
            apply_for(scene.consumer, scene.resource)
            send(timedelta(hours=2))
            faults = Delivery.objects.filter(person=scene.reader)[0].error
            assert faults.startswith("YISHU_SMTP")  # in the clear to this machine only
            assert "YISHU_SMTP" in administrator(scene).get("/notices/channels/").content.decode()
    finally:
        controller.stop()


CHANNELS = """
[sms]
name_zh = "短信"
name_en = "SMS"
address_zh = "手机号码"
address_en = "Mobile number"
address = '1\\d{{10}}'
url = "{url}/send?v=2"
headers_file = "{headers}"
format = "{format}"
body = {{to = "{{address}}", text = "{{text}}", id = "{{number}}", url = "{{link}}"}}
answer = {{code = 0}}
"""


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[tuple[Receiver, Path]]:
    """An SMS gateway, and the file that describes it."""
    headers = tmp_path / "sms.headers"
    headers.write_text("Authorization: Bearer sms-secret\nX-App: yishu\n")
    os.chmod(headers, 0o600)
    file = tmp_path / "channels.toml"
    with receiving() as made:
        made.status, made.answer = 200, b'{"code": 0}'
        file.write_text(CHANNELS.format(url=made.url, headers=headers, format="json"))
        with override_settings(YISHU_CHANNELS=str(file), **MAIL):
            yield made, file


def test_an_http_channel_carries_a_notice_as_its_file_says(scene: Scene, gateway: tuple[Receiver, Path]) -> None:
    sms, _ = gateway
    assert scene.wants(channel="sms", address="13800138000").status_code == 200
    application = apply_for(scene.consumer, scene.resource)
    send()
    (came,) = sms.came
    assert came.path == "/send?v=2"
    assert came.headers["authorization"] == "Bearer sms-secret"
    assert came.headers["x-app"] == "yishu"
    assert came.json["to"] == "13800138000"
    assert application.number in came.json["text"]
    assert came.json["url"].startswith("https://share.example/sharing/inbox/")


def test_an_answer_that_means_no_is_tried_again_under_the_same_number(
    scene: Scene, gateway: tuple[Receiver, Path]
) -> None:
    sms, _ = gateway
    scene.wants(channel="sms", address="13800138000")
    apply_for(scene.consumer, scene.resource)
    sms.answer = b'{"code": 12, "message": "quota"}'
    send()
    sms.answer = b'{"code": 0}'
    send(timedelta(minutes=1))
    send(timedelta(minutes=2))
    assert len({came.json["id"] for came in sms.came}) == 1
    assert len(sms.came) == 2


def test_no_text_breaks_out_of_its_place(scene: Scene, gateway: tuple[Receiver, Path]) -> None:
    from django.db import transaction

    from yishu.notices.kinds import Kind
    from yishu.notices.telling import To, tell

    sms, file = gateway
    evil = '"}, "to": "13900139000&to=13900139000 {address}'
    for form in ("json", "form"):
        file.write_text(file.read_text().replace('format = "json"', f'format = "{form}"'))
        scene.wants(channel="sms", address="13800138000")
        with transaction.atomic():
            tell(Kind("entry.returned", "", ""), To(people=(scene.reader.pk,)), said={"name": evil}, path="/")
        send()
    as_json, as_form = sms.came
    assert as_json.json["to"] == "13800138000"
    assert evil in as_json.json["text"]
    from urllib.parse import parse_qs

    assert parse_qs(as_form.body.decode())["to"] == ["13800138000"]


def test_a_wrong_file_is_said_to_the_administrator_and_loses_nothing(
    scene: Scene, gateway: tuple[Receiver, Path]
) -> None:
    sms, file = gateway
    scene.wants(channel="sms", address="13800138000")
    apply_for(scene.consumer, scene.resource)
    right = file.read_text()
    file.write_text("[sms]\nurl = 1\n")
    os.utime(file, (1, 1))
    send()
    assert "YISHU_CHANNELS" in administrator(scene).get("/notices/channels/").content.decode()
    file.write_text(right)
    os.utime(file, (2, 2))
    send(timedelta(minutes=1))
    assert len(sms.came) == 1


def test_an_unknown_channel_and_a_wrong_number_are_named(scene: Scene, gateway: tuple[Receiver, Path]) -> None:
    wrong = scene.wants(channel="sms", address="138").json()["errors"]
    assert [(one["field"], one["rule"]) for one in wrong] == [("channels.0.address", "address")]
    assert "手机号码" in wrong[0]["message"]
    wrong = scene.wants(channel="pigeon", address="loft").json()["errors"]
    assert wrong[0]["field"] == "channels.0.channel"
    scene.client.force_login(scene.reader)
    given = {"sms-pace": "at_once", "sms-address": "12", "sms-hour": "9", "sms-language": "zh"}
    page = scene.client.post("/notices/settings/", given)
    assert page.status_code == 422
    assert "请填写正确的手机号码。" in page.content.decode()
    assert scene.client.post("/notices/settings/", given | {"sms-address": "13800138000"}).status_code == 302
    held = scene.client.get("/api/v1/notices/settings", headers=bearer(scene.client, scene.reader)).json()
    assert json.dumps(held).count("13800138000") == 1


def test_who_has_left_is_told_nothing_more(scene: Scene, postbox: Postbox) -> None:
    from yishu.agencies import commands as agencies
    from yishu.core.actor import PLATFORM

    scene.wants()
    apply_for(scene.consumer, scene.resource)
    agencies.deactivate_person(PLATFORM, scene.reader, reason="调离")
    send()
    assert postbox.letters == []


@pytest.mark.parametrize(
    ("pace", "hour", "quiet", "now", "due"),
    [
        ("at_once", 9, False, "2026-10-01 20:00", "2026-10-01 20:00"),
        ("at_once", 9, True, "2026-10-01 20:00", "2026-10-08 09:00"),  # the National Day week
        ("at_once", 9, True, "2026-10-09 20:00", "2026-10-09 20:00"),
        ("daily", 8, False, "2026-10-02 07:59", "2026-10-02 08:00"),
        ("daily", 8, False, "2026-10-02 08:00", "2026-10-03 08:00"),
        ("daily", 8, True, "2026-10-02 07:00", "2026-10-08 08:00"),
        ("weekly", 9, False, "2026-11-23 08:00", "2026-11-23 09:00"),  # a Monday
        ("weekly", 9, False, "2026-11-23 10:00", "2026-11-30 09:00"),
        ("weekly", 9, True, "2026-10-02 10:00", "2026-10-08 09:00"),
    ],
)
def test_when_a_notice_leaves(pace: str, hour: int, quiet: bool, now: str, due: str) -> None:
    from yishu.node import clocks
    from yishu.notices import pacing

    moment, expected = (datetime.fromisoformat(text).replace(tzinfo=pacing.SHANGHAI) for text in (now, due))
    assert pacing.due(pace, hour, moment, clocks.calendar() if quiet else None) == expected
