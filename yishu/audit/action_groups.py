"""The audit vocabulary in groups, by what an action is about, as it is chosen from."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from yishu.audit.words import ACTIONS

Words = str | Promise

_SUBJECTS: Final[list[tuple[Words, str]]] = [
    (pgettext_lazy("acts", "数据使用"), "data sheet copy call replica"),
    (
        pgettext_lazy("acts", "目录"),
        "entry catalogue spreadsheet provider directory directory-source standard synonym holding collection-task project collected-form",
    ),
    (
        pgettext_lazy("acts", "数据提供和质量"),
        "batch quarantine override file upload resource check keep-rule versions archive-rule version-file hold controls assembly comparison discrepancy update filing",
    ),
    (
        pgettext_lazy("acts", "申请与授权"),
        "application attachment decision grant grants standing demand coordination onward",
    ),
    (pgettext_lazy("acts", "办件和文书证照"), "matter case document documents licence-kind paper-copy"),
    (
        pgettext_lazy("acts", "监督检查、安全和考核"),
        "subject withholding misuse use canary inspection finding rectification incident risk drill procedure assessment suggestion objection scheme proposal evaluation",
    ),
    (pgettext_lazy("acts", "抹除和导出"), "erasure personal-part excerpt log records"),
    (
        pgettext_lazy("acts", "账号和密钥"),
        "session sessions agency person delegation responsible work system key invitation password identity factor recovery-code column-key",
    ),
]
"""Before the colon of an action. What stands nowhere is 其他."""


def grouped_actions() -> list[tuple[Words, list[tuple[str, Words]]]]:
    """Each action once: (group, [(action, words), …]), in the order of the vocabulary."""
    group_of = {subject: n for n, (_name, subjects) in enumerate(_SUBJECTS) for subject in subjects.split()}
    names = [*(name for name, _subjects in _SUBJECTS), pgettext_lazy("acts", "其他")]
    groups: list[list[tuple[str, Words]]] = [[] for _name in names]
    for action, words in ACTIONS.items():
        groups[group_of.get(action.partition(":")[0], -1)].append((str(action), words))
    return list(zip(names, groups, strict=True))
