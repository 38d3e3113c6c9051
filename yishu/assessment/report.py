"""The printable report of an assessment: typst, its data as JSON through `sys.inputs`, never by putting strings together (35.1)."""

import json
from functools import cache
from importlib.resources import files

import typst
from django.utils.translation import gettext as _

from yishu.agencies import queries as agencies
from yishu.assessment import charts, queries
from yishu.assessment.errors import ReportFontsMissing
from yishu.assessment.models import Assessment, Score
from yishu.assessment.shown import fraction, name_of, suggestion_of
from yishu.core.calendar import SHANGHAI

FONTS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC")


def render(assessment: Assessment) -> bytes:
    """The report as PDF, in the reader's language. Raises ReportFontsMissing: typst would otherwise leave Chinese out in silence."""
    given = json.dumps(_content(assessment) | {"font": chinese_font()}, ensure_ascii=False)
    source = files("yishu.assessment").joinpath("templates/assessment/report.typ").read_bytes()
    made = typst.compile(source, sys_inputs={"given": given}, timestamp=int(assessment.computed_at.timestamp()))
    assert isinstance(made, bytes)
    return made


@cache
def chinese_font() -> str:
    """The first of our fonts that is installed."""
    installed = set(typst.Fonts().families())
    for name in FONTS:
        if name in installed:
            return name
    raise ReportFontsMissing


def _content(assessment: Assessment) -> dict[str, object]:
    scores = list(queries.list_scores(assessment))
    names = agencies.names_of({assessment.signed_by, assessment.cosigned_by})
    return {
        "title": _("{period} 信息资源共享考核结果").format(period=assessment.period),
        "state": str(assessment.get_state_display()),  # type: ignore[attr-defined]
        "facts": [
            [_("考核周期"), f"{assessment.first} – {assessment.last}"],
            [_("统计截至"), f"{assessment.cutoff.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"],
            [_("考核方案"), _("第 {version} 版").format(version=assessment.scheme.version)],
            [_("平台主管定稿"), names.get(assessment.signed_by, "—")],
            [_("监督检查机关会签"), names.get(assessment.cosigned_by, "—")],
        ],
        "basis": _(
            "依据《浙江政务服务网信息资源共享管理暂行办法》第三十五条。各项数值由平台记录计算，明细可在平台逐条查看。"
        ),
        "ranking": _("排名"),
        "chart": charts.bars([(score.agency.short_name, score.total) for score in scores], _("各单位总分")),
        "head": [_("名次"), _("单位"), *_indicator_names(scores), _("总分")],
        "rows": [_row(score) for score in scores],
        "note": _("“—”为本周期未测：没有可统计的事实，权重由其他指标按比例分担。* 经异议成立更正。"),
        "advice": _("改进建议"),
        "suggestions": [[score.agency.name, suggestion_of(score)] for score in scores],
    }


def _indicator_names(scores: list[Score]) -> list[str]:
    return [name_of(figure.indicator) for figure in scores[0].figures.all()] if scores else []


def _row(score: Score) -> list[str]:
    figures = [fraction(figure) + ("*" if figure.corrected else "") for figure in score.figures.all()]
    return [str(score.rank or "—"), score.agency.name, *figures, "—" if score.total is None else str(score.total)]
