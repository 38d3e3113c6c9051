"""Notices by e-mail: SMTP by `YISHU_SMTP`, with TLS wherever the server is not on this machine."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from email.utils import formatdate
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from yishu.core.errors import Language
from yishu.notices.connecting import trust
from yishu.notices.errors import SendingFailed

if TYPE_CHECKING:
    from yishu.notices.channels import Line

WAIT: Final = 15
"""Seconds for each step of the conversation."""
MOST: Final = 50
"""Notices in one letter; the rest are counted."""
_WORDS: Final = {
    "zh": (
        "{node}：{n} 条新通知",
        "另有 {n} 条，请登录平台查看。",
        "本邮件由平台自动发送，请勿回复。在“通知 → 接收方式”中可更改或停止。",
    ),
    "en": (
        "{node}: {n} new notices",
        "{n} more are in the portal.",
        "Sent automatically; please do not reply. Change or stop it under Notices → How I receive them.",
    ),
}


class Mail:
    """The channel `email`."""

    code = "email"

    def label(self, language: Language) -> str:
        return "电子邮件" if language == "zh" else "E-mail"

    def address_label(self, language: Language) -> str:
        return "邮箱地址" if language == "zh" else "E-mail address"

    def is_address(self, address: str) -> bool:
        """One plain address, at a domain that this node sends to."""
        try:
            validate_email(address)
        except ValidationError:
            return False
        allowed = settings.YISHU_MAIL_DOMAINS
        return (
            address.isascii()
            and address.isprintable()
            and (not allowed or address.rpartition("@")[2].lower() in allowed)
        )

    def send(self, number: str, address: str, lines: "list[Line]", language: Language) -> None:
        letter = _letter(number, address, lines, language)
        try:
            with _server() as server:
                server.send_message(letter)
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()))[0]
            raise SendingFailed(f"SMTP {code}", lasting=code >= 500) from refused
        except smtplib.SMTPResponseException as refused:
            raise SendingFailed(f"SMTP {refused.smtp_code}", reached=False) from refused
        except (smtplib.SMTPException, OSError) as lost:
            raise SendingFailed(type(lost).__name__, reached=False) from lost


def _letter(number: str, address: str, lines: "list[Line]", language: Language) -> EmailMessage:
    """The message id is the batch's: a letter that is sent twice is recognised by its reader's program."""
    many, more, foot = _WORDS[language]
    letter = EmailMessage(policy=POLICY)
    sender = settings.YISHU_MAIL_FROM
    letter["Subject"] = (
        lines[0].text[:150] if len(lines) == 1 else many.format(node=settings.YISHU_NODE_NAME, n=len(lines))
    )
    letter["From"] = Address(settings.YISHU_NODE_NAME, addr_spec=sender)
    letter["To"] = Address(addr_spec=address)
    letter["Date"] = formatdate()
    letter["Message-ID"] = f"<{number}@{sender.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter["Content-Language"] = "zh-CN" if language == "zh" else "en"
    parts = [f"{line.text}\n{line.link}\n" for line in lines[:MOST]]
    if len(lines) > MOST:
        parts.append(more.format(n=len(lines) - MOST) + "\n")
    letter.set_content("\n".join([*parts, f"-- \n{settings.YISHU_NODE_NAME}\n{foot}\n"]))
    return letter


@contextmanager
def _server() -> Iterator[smtplib.SMTP]:
    """`smtps://` speaks TLS from the start, `smtp+starttls://` before anything is said; plain `smtp://` only to this machine (see `faults`)."""
    parts = urlsplit(settings.YISHU_SMTP)
    host = parts.hostname or "localhost"
    if fault := faults():
        raise SendingFailed(fault, reached=False)
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=WAIT, context=trust())
    else:
        server = smtplib.SMTP(host, parts.port or (587 if parts.scheme == "smtp+starttls" else 25), timeout=WAIT)
    with server:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=trust())
        if parts.username:
            server.login(unquote(parts.username), Path(settings.YISHU_SMTP_PASSWORD_FILE).read_text("utf-8").strip())
        yield server


def faults() -> str:
    """What is wrong with the settings of e-mail; "" where nothing is."""
    parts = urlsplit(settings.YISHU_SMTP)
    if parts.scheme not in ("smtp", "smtps", "smtp+starttls"):
        return "YISHU_SMTP: smtp+starttls:// / smtps://"
    if parts.scheme == "smtp" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        return "YISHU_SMTP: smtp:// ⇒ localhost"
    if "@" not in settings.YISHU_MAIL_FROM:
        return "YISHU_MAIL_FROM"
    if parts.username and not Path(settings.YISHU_SMTP_PASSWORD_FILE or "/nowhere").is_file():
        return "YISHU_SMTP_PASSWORD_FILE"
    return ""
