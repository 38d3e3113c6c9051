from django import forms
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import ADMINISTRATORS, Person, Role

NODE_ROLES = ADMINISTRATORS | {Role.COORDINATOR, Role.INSPECTOR}


def new_password_field(label: object) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        strip=False,
        max_length=512,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class LoginForm(forms.Form):
    login = forms.CharField(
        label=_("登录名"),
        max_length=60,
        error_messages={"required": _("请填写登录名。")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("密码"),
        strip=False,
        max_length=512,
        error_messages={"required": _("请填写密码。")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordForm(forms.Form):
    """A new password, twice: nobody can read what they type."""

    password = new_password_field(_("新密码"))
    again = new_password_field(_("再输一遍"))

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", _("两次输入的密码不一致，请重新输入。"))
        return given


class ChangeForm(PasswordForm):
    current = forms.CharField(
        label=_("现在的密码"),
        strip=False,
        max_length=512,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("current", "password", "again")


class ConfirmForm(forms.Form):
    password = forms.CharField(
        label=_("密码"),
        strip=False,
        max_length=512,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("验证码"),
        max_length=20,
        help_text=_("验证器应用中的六位数字；手机不在身边时，填写一个恢复码。"),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "none"}
        ),
    )


class FirstCodeForm(CodeForm):
    """The code that confirms a new authenticator: nothing else will do."""

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        self.fields["code"].help_text = _("每 30 秒换一个；时间不准的手机请先校时。")


class InviteForm(forms.Form):
    """A new person of an agency. `roles` offers only what the inviting person may give."""

    login = forms.RegexField(
        r"^[a-z0-9][a-z0-9._-]{2,59}$",
        label=_("登录名"),
        help_text=_("小写字母、数字、点、短横，3 至 60 个字符，如“minzheng-zhang”。"),
        error_messages={"invalid": _("登录名只用小写字母、数字、点、下划线和短横，以字母或数字开头，3 至 60 个字符。")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    name = forms.CharField(label=_("姓名"), max_length=Person._meta.get_field("name").max_length)
    roles = forms.MultipleChoiceField(label=_("职责"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *arguments: object, choices: list[tuple[str, object]], **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        self.fields["roles"].choices = choices  # type: ignore[attr-defined]


def choices_for(roles: frozenset[str]) -> list[tuple[str, object]]:
    """The roles that somebody with these roles may give."""
    gives_node_roles = Role.SYSTEM_ADMINISTRATOR in roles
    return [(role.value, role.label) for role in Role if gives_node_roles or role not in NODE_ROLES]
