"""Channels that carry notices to people outside the portal: e-mail, and HTTP gateways (SMS, 政务钉钉) that a file describes."""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

from yishu.core.errors import FieldError, Language
from yishu.notices.http_channel import read_channels
from yishu.notices.mail import Mail
from yishu.notices.mail import faults as mail_faults


@dataclass(frozen=True, slots=True)
class Line:
    """One notice as it is sent: its words, and the address of its page."""

    text: str
    link: str


class Channel(Protocol):
    """What a channel can do. `send` raises SendingFailed; it may be called again with the same `number`, by which the other side can know a repetition."""

    @property
    def code(self) -> str: ...

    def label(self, language: Language) -> str: ...

    def address_label(self, language: Language) -> str: ...

    def is_address(self, address: str) -> bool: ...

    def send(self, number: str, address: str, lines: list[Line], language: Language) -> None: ...


def channels() -> dict[str, Channel]:
    """What this node is set up for, by code. Raises ValueError or OSError where the file of channels is not as it should be."""
    mail: list[Channel] = [Mail()] if settings.YISHU_SMTP else []
    found: list[Channel] = [*mail, *read_channels(settings.YISHU_CHANNELS)]
    return {channel.code: channel for channel in found}


def usable() -> dict[str, Channel]:
    """The same for choosing one: nothing to choose while the file is wrong, which the system administrator's page says."""
    try:
        return channels()
    except (ValueError, OSError):
        return {}


def faults() -> list[str]:
    """What is wrong with the settings of channels, for the system administrator."""
    found = [fault] if settings.YISHU_SMTP and (fault := mail_faults()) else []
    try:
        channels()
    except (ValueError, OSError) as wrong:
        found.append(f"YISHU_CHANNELS: {wrong}")
    if (settings.YISHU_SMTP or settings.YISHU_CHANNELS) and not settings.YISHU_URL:
        found.append("YISHU_URL")
    return found


def wrong_address(channel: Channel, field: str) -> FieldError:
    zh, en = "请填写正确的{label}。", "Enter a valid {label_en}."
    return FieldError(
        field, "address", zh, en, label=channel.address_label("zh"), label_en=channel.address_label("en").lower()
    )
