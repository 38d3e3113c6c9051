from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import ApplicationSystem, Scope

LIVES = [("", _("长期有效")), ("90", _("90 天")), ("180", _("180 天")), ("365", _("一年"))]


class ContactForm(forms.Form):
    """Who builds and maintains a system for the agency."""

    contractor = forms.CharField(
        label=_("建设运维单位"),
        max_length=ApplicationSystem._meta.get_field("contractor").max_length,
        required=False,
        help_text=_("为本单位建设、维护该系统的企业或机构；本单位自建自管的可不填。"),
    )
    contact_name = forms.CharField(
        label=_("运维联系人"),
        max_length=ApplicationSystem._meta.get_field("contact_name").max_length,
        required=False,
    )
    contact_phone = forms.RegexField(
        r"^[0-9+() -]{5,30}$",
        label=_("联系电话"),
        required=False,
        help_text=_("密钥泄露、调用异常时按此联系。"),
        error_messages={"invalid": _("联系电话只写数字、空格、加号、括号和短横，5 至 30 个字符。")},
    )


class SystemForm(ContactForm):
    """A new application system of one's own agency."""

    name = forms.CharField(
        label=_("应用系统名称"),
        max_length=ApplicationSystem._meta.get_field("name").max_length,
        help_text=_("写全称，如“民政救助管理系统”，申请和使用留痕中都以此称呼。"),
        error_messages={"required": _("请填写应用系统名称。")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("密钥用途"),
        choices=Scope,
        initial=[Scope.DATA],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一种用途。")},
    )
    field_order = ("name", "scopes", "contractor", "contact_name", "contact_phone")


class SystemChangeForm(SystemForm):
    """Its name stays: grants and evidence call it by that."""

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        del self.fields["name"]


class KeyForm(forms.Form):
    """A new key: what it is called, what it may be used for, how long it holds."""

    name = forms.CharField(
        label=_("密钥名称"),
        max_length=60,
        required=False,
        help_text=_("写明装在哪里，如“生产环境 1 号机”。"),
    )
    scopes = forms.MultipleChoiceField(
        label=_("用途"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("只勾选这把密钥用得到的；都不勾选则与系统相同。"),
    )
    days = forms.ChoiceField(label=_("有效期"), choices=LIVES, required=False)

    def __init__(self, *arguments: object, scopes: list[str], **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        self.fields["scopes"].choices = [(scope, Scope(scope).label) for scope in scopes]  # type: ignore[attr-defined]

    def lasting(self, now: datetime) -> datetime | None:
        days = self.cleaned_data["days"]
        return now + timedelta(days=int(days)) if days else None

    def narrowed(self) -> frozenset[Scope] | None:
        return frozenset(Scope(scope) for scope in self.cleaned_data["scopes"]) or None


class PublicKeyForm(KeyForm):
    """A public key by which the system signs."""

    public_key = forms.CharField(
        label=_("公钥"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "class": "font-monospace"}),
        help_text=_(
            "PEM 格式，以 -----BEGIN PUBLIC KEY----- 开头；算法 Ed25519 或 P-256。私钥留在系统里，不要给任何人。"
        ),
    )
    field_order = ("public_key", "name", "scopes", "days")
