import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('sharing', '0007_before_it_reaches_its_provider'),
    ]

    operations = [
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('waiting', '待审查'), ('passed', '已转送提供单位'), ('returned', '已退回补正'), ('dropped', '申请单位已撤回')], default='waiting', max_length=10)),
                ('begun_at', models.DateTimeField()),
                ('due', models.DateField()),
                ('due_provisional', models.BooleanField(default=False)),
                ('late_at', models.DateTimeField(null=True)),
                ('missing', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('duty', '履职事项不明确'), ('basis', '未写明履职依据的条款'), ('purpose', '未说明使用目的或用途'), ('letter', '未附公函'), ('legal_text', '未附依据文件'), ('undertaking', '未附使用承诺'), ('other', '其他')], max_length=16), default=list, size=None)),
                ('words', models.TextField(blank=True)),
                ('by', models.CharField(blank=True, max_length=60)),
                ('by_name', models.CharField(blank=True, max_length=120)),
                ('ended_at', models.DateTimeField(null=True)),
                ('was_late', models.BooleanField(default=False)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='sharing.application')),
            ],
            options={
                'ordering': ['application', 'n'],
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due'], name='sharing_checking_waiting')],
                'constraints': [models.UniqueConstraint(fields=('application', 'n'), name='sharing_checking_number'), models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('application',), name='sharing_checking_one_at_a_time')],
            },
        ),
    ]
