from django.db import migrations, models

# What every node starts with; a node changes its own copy.
TEMPLATES = (
    ("duty", "与履职事项无关", "Not tied to the duty", "申请的履职事项与所需数据没有直接关联，不属于履行职责所必需。"),
    ("items", "信息项超出必需", "More items than needed", "申请的信息项超出办理该事项所必需的范围，请只申请必需的信息项后重新提出。"),
    ("mode", "比对验证即可满足", "Verification is enough", "以比对验证即可满足需要，不必取得数据本身，请改申请比对验证。"),
    ("basis", "未说明履职依据", "No legal basis given", "未说明履职依据，请补充法律、法规、规章的条款或者文件后重新提出。"),
    ("source", "本单位不是权威来源", "Not the authoritative source", "本单位不是该数据的权威来源，请向数源单位申请。"),
    ("condition", "不符合共享条件", "Condition not met", "申请的用途或使用方式不符合该资源目录载明的共享条件。"),
    ("secrecy", "涉密或不宜提供", "Secret or unfit to share", "申请的内容涉及国家秘密或者法律、法规规定不得提供的信息。"),
    ("personal", "个人信息超出最小范围", "More personal data than needed", "申请处理的个人信息超出实现处理目的的最小范围，或者未说明必要性。"),
    ("safety", "安全保障不足", "Safeguards lacking", "未说明数据使用的安全保障措施，或者使用系统不具备相应的安全条件。"),
)
BASES = {
    "duty": "《暂行办法》第二十六条：审核以履行职责需要为主要依据",
    "items": "《暂行办法》第二十六条：核定所需信息，按需共享",
    "mode": "《暂行办法》第二十六条：核定共享模式，按需、安全共享",
    "source": "《暂行办法》第十五条：谁采集谁更新，保障数据来源的唯一性",
    "condition": "《暂行办法》第六条：受限共享类信息按照特定方式或者提供给指定对象共享",
    "secrecy": "《暂行办法》第二十一条：不得涉及国家秘密；第六条：依法不能共享的信息",
    "personal": "《个人信息保护法》第六条：限于实现处理目的的最小范围；《暂行办法》第二十六条",
    "safety": "《暂行办法》第三十条、第三十一条：落实安全技术保障，防止滥用和扩散",
}


def sow(apps, editor):
    template = apps.get_model("sharing_refusing", "RefusalTemplate")
    template.objects.bulk_create(
        template(
            code=code,
            name=name,
            name_en=name_en,
            text=text,
            basis=BASES.get(code, "《暂行办法》第二十六条：申请履行职能所需要的信息"),
            position=position,
        )
        for position, (code, name, name_en, text) in enumerate(TEMPLATES, 1)
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="RefusalTemplate",
            fields=[
                ("code", models.SlugField(max_length=40, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=40)),
                ("name_en", models.CharField(blank=True, max_length=80)),
                ("text", models.CharField(max_length=400)),
                ("basis", models.CharField(max_length=200)),
                ("position", models.PositiveSmallIntegerField(default=100)),
                ("is_active", models.BooleanField(default=True)),
                ("changed_by_name", models.CharField(blank=True, max_length=120)),
                ("changed_at", models.DateTimeField(null=True)),
            ],
            options={"ordering": ["position", "code"]},
        ),
        migrations.RunPython(sow, migrations.RunPython.noop),
    ]
