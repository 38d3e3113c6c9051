"""What is said of files that are handed in, and of their review."""

import re
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from yishu.catalogue.review_forms import SignOffForm
from yishu.core.errors import Problem
from yishu.core.identity_documents import DOCUMENT_TYPES, RESIDENT_TYPES
from yishu.hosting.files.kinds import KINDS
from yishu.hosting.files.rules import LONGEST, SUBJECT_TYPES, Named, Submission
from yishu.shell.fields import language

MOST_AT_ONCE: Final = 20
WHOLE_SCOPE: Final = gettext_noop("该版文件全文、附件及其属性信息")
_BLANK: Final = re.compile(r"\s+")
_PLAIN: Final = {"autocomplete": "off", "spellcheck": "false"}
_TYPE_WORDS: Final = (
    (_("身份证"), "resident_id"),
    (_("统一社会信用代码"), "uscc"),
    (_("组织机构代码"), "org_code"),
    (_("营业执照"), "licence_no"),
)


class _Several(forms.ClearableFileInput):
    allow_multiple_selected = True


class _Files(forms.FileField):
    """One file or several, each checked as one."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, list | tuple) else [data]
        files = [super(_Files, self).clean(each, initial) for each in given or [None]]
        if len(files) > MOST_AT_ONCE:
            raise forms.ValidationError(_("一次至多上传 %(most)s 份文件。"), params={"most": MOST_AT_ONCE})
        return files


class UploadForm(forms.Form):
    """Files, and what is said of them. Number and title are of one file; several are named by their own names."""

    file = _Files(
        label=_("文件"),
        widget=_Several(attrs={"accept": ",".join(KINDS)}),
        help_text=_("可一次选择多份，也可以拖放到此处。PDF、OFD、Office、图像、文本等；须与文件名后缀相符，不含宏。"),
    )
    number = forms.CharField(
        label=_("文件编号"),
        required=False,
        max_length=LONGEST["number"],
        widget=forms.TextInput(attrs=_PLAIN),
        help_text=_("如文号。同一编号再次上传即为新版；不填则用文件名。"),
    )
    title = forms.CharField(
        label=_("标题"), required=False, max_length=LONGEST["title"], help_text=_("不填则用文件名。")
    )
    dated = forms.DateField(
        label=_("成文日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    subjects = forms.CharField(
        label=_("涉及对象"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, **_PLAIN}),
        help_text=_(
            "每行一个：类型、空格、号码，如“统一社会信用代码 91330000…”。平台不保存号码本身，只据此按对象查找文件。"
        ),
    )
    note = forms.CharField(
        label=_("上传说明"),
        required=False,
        max_length=LONGEST["note"],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("为什么上传或改版；供审查和留存。"),
    )

    def __init__(self, data: Any = None, files: Any = None, initial: Any = None) -> None:
        super().__init__(data, files, initial=initial, use_required_attribute=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if len(given.get("file", ())) > 1 and (given.get("number") or given.get("title")):
            self.add_error("number", _("上传多份时请留空编号和标题：各以文件名为准。"))
        return given

    def submissions(self) -> list[tuple[Submission, UploadedFile]]:
        """Of a valid form."""
        given = self.cleaned_data
        said = {name: given[name] for name in ("number", "title", "dated", "note")}
        named = _named(given["subjects"])
        return [(Submission(file_name=str(file.name), subjects=named, **said), file) for file in given["file"]]

    def take(self, file: UploadedFile, problem: Problem) -> None:
        """What is wrong with one of the files, beside its field."""
        if not problem.errors:
            self.add_error("file", f"{file.name}：{problem.detail(language())}")
        for error in problem.errors:
            field = error.field.partition("[")[0]
            known = field in self.fields
            self.add_error(
                field if known else "file",
                error.message(language()) if known else f"{file.name}：{error.message(language())}",
            )


class ReviewForm(SignOffForm):
    """As of an entry: the statement, or why it goes back; of one version of one file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scope"].help_text = _("审查了什么。签署只对这一版文件有效。")


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label=_("撤回理由"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("留存备查；使用单位会收到撤回通知，但看不到理由。"),
    )


def _named(text: str) -> tuple[Named, ...]:
    """One subject a line; whose type is not known is refused by the rules, which name its line."""
    known = {str(word): code for word, code in _TYPE_WORDS}
    known |= {kind.zh: code for code, kind in DOCUMENT_TYPES.items()} | {
        zh: code for code, zh in RESIDENT_TYPES.items()
    }
    known |= {code: code for code in (*SUBJECT_TYPES, *DOCUMENT_TYPES, *RESIDENT_TYPES)}
    named = []
    for line in filter(str.strip, text.splitlines()):
        word, _blank, value = _BLANK.sub(" ", line.strip()).partition(" ")
        named.append(Named(known.get(word, word), value))
    return tuple(named)
