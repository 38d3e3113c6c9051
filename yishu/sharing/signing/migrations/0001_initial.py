import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agencies', '0003_identity'),
        ('sharing', '0007_before_it_reaches_its_provider'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('application', '申请发出前'), ('decision', '答复作出前')], max_length=12)),
                ('content', models.TextField()),
                ('hash', models.CharField(max_length=64)),
                ('steps', models.JSONField()),
                ('at_step', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(choices=[('open', '审批中'), ('signed', '已审批'), ('sent_back', '已退回'), ('void', '已作废')], default='open', max_length=10)),
                ('prepared_by', models.CharField(max_length=60)),
                ('prepared_by_name', models.CharField(max_length=120)),
                ('prepared_at', models.DateTimeField()),
                ('moved_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='sharing.application')),
                ('line', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='sharing.line')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveSmallIntegerField()),
                ('act', models.CharField(choices=[('signed', '同意'), ('sent_back', '退回'), ('taken_back', '撤回修改')], max_length=10)),
                ('by', models.CharField(max_length=60)),
                ('by_name', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('opinion', models.TextField(blank=True)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='sharing_signing.round')),
            ],
            options={
                'ordering': ['n'],
            },
        ),
        migrations.CreateModel(
            name='SignOffStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('application', '申请发出前'), ('decision', '答复作出前')], max_length=12)),
                ('n', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=30)),
                ('role', models.CharField(blank=True, choices=[('cataloguer', '编目员'), ('reviewer', '审核员'), ('secrecy_reviewer', '保密审查员'), ('data_officer', '数据专员'), ('handler', '经办人'), ('signer', '审签人'), ('agency_administrator', '单位管理员'), ('coordinator', '平台主管'), ('inspector', '监督检查员'), ('system_administrator', '系统管理员'), ('security_administrator', '安全管理员'), ('audit_administrator', '审计管理员'), ('risk_officer', '风险责任人')], max_length=24)),
                ('changed_by_name', models.CharField(max_length=120)),
                ('changed_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_off_steps', to='agencies.agency')),
                ('people', models.ManyToManyField(related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['agency', 'stage', 'n'],
            },
        ),
        migrations.AddIndex(
            model_name='round',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['agency'], name='sharing_signing_waiting'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.UniqueConstraint(condition=models.Q(('stage', 'application'), ('state', 'open')), fields=('application',), name='sharing_signing_one_application_round'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.UniqueConstraint(condition=models.Q(('stage', 'decision'), ('state', 'open')), fields=('line',), name='sharing_signing_one_decision_round'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('line__isnull', True), ('stage', 'application')), models.Q(('line__isnull', False), ('stage', 'decision')), _connector='OR'), name='sharing_signing_of_one'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(fields=('round', 'n'), name='sharing_signing_step_signed_once'),
        ),
        migrations.AddConstraint(
            model_name='signoffstep',
            constraint=models.UniqueConstraint(fields=('agency', 'stage', 'n'), name='sharing_signing_step_once'),
        ),
        migrations.AddConstraint(
            model_name='signoffstep',
            constraint=models.CheckConstraint(condition=models.Q(('n__gte', 1), ('n__lte', 3)), name='sharing_signing_three_steps'),
        ),
    ]
