"""The scheme that every node starts with: five measures, to be changed by the coordinator as a next version."""

from datetime import UTC, datetime

from django.db import migrations

LAW_ZH, LAW_EN = "《暂行办法》第三十五条", "Interim Measures, Article 35"
# code, measure, names, formula, weight, target, basis
INDICATORS = (
    ("entries", "amount", "已发布目录", "Published entries", "target", 10, 10, LAW_ZH, LAW_EN),
    ("records", "amount", "已托管记录", "Hosted records", "target", 10, 10_000, LAW_ZH, LAW_EN),
    ("mounted", "mounted", "挂接率", "Mounted share", "share", 20, None, "《暂行办法》第七条、第三十五条", "Interim Measures, Articles 7 and 35"),
    ("timeliness", "timeliness", "按时更新率", "Updates on time", "share", 20, None, "《暂行办法》第十八条、第二十五条", "Interim Measures, Articles 18 and 25"),
    ("calls", "use", "被调用次数", "Calls by others", "target", 8, 1_000, LAW_ZH, LAW_EN),
    ("consumers", "use", "使用单位数", "Consumers", "target", 6, 5, LAW_ZH, LAW_EN),
    ("cases", "use", "服务办件数", "Cases served", "target", 6, 100, LAW_ZH, LAW_EN),
    ("applications", "response", "共享申请按时答复率", "Applications decided in time", "share", 10, None, "《暂行办法》第二十六条", "Interim Measures, Article 26"),
    ("demands", "response", "共享需求按时答复率", "Demands answered in time", "share", 4, None, "平台约定（第四条）", "Platform rule (Article 4)"),
    ("discrepancies", "response", "疑义数据按时答复率", "Discrepancies answered in time", "share", 6, None, "平台约定（第二十八条）", "Platform rule (Article 28)"),
)
CONSEQUENCES = (
    ("response", 60, "建议暂停该单位新的信息化项目立项，待其答复逾期事项后恢复", "Suspend new IT projects of the agency until it has answered what is overdue"),
    ("mounted", 60, "建议暂缓安排该单位相关系统的运行维护经费，待完成挂接后安排", "Hold back running costs of the systems concerned until their data is mounted"),
)


def sow(apps, schema_editor):
    scheme = apps.get_model("assessment", "Scheme").objects.create(
        version=1, made_at=datetime(2014, 11, 28, tzinfo=UTC), made_by="platform", made_by_name="平台", reason="默认方案"
    )
    names = ("code", "measure", "name_zh", "name_en", "formula", "weight", "target", "basis_zh", "basis_en")
    for n, values in enumerate(INDICATORS, 1):
        apps.get_model("assessment", "Indicator").objects.create(scheme=scheme, position=n, **dict(zip(names, values)))
    names = ("measure", "below", "proposal_zh", "proposal_en")
    for n, values in enumerate(CONSEQUENCES, 1):
        apps.get_model("assessment", "Consequence").objects.create(scheme=scheme, position=n, **dict(zip(names, values)))


class Migration(migrations.Migration):
    dependencies = [("assessment", "0001_initial")]
    operations = [migrations.RunPython(sow, migrations.RunPython.noop)]
