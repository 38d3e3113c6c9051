
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalogue', '0007_public_but_closed'),
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=120)),
                ('changed_in', models.BigIntegerField(default=0)),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='DocumentVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('dated', models.DateField(null=True)),
                ('note', models.TextField(blank=True)),
                ('file_name', models.CharField(max_length=160)),
                ('media_type', models.CharField(max_length=120)),
                ('size', models.BigIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('uploaded_by', models.CharField(max_length=60)),
                ('uploaded_by_name', models.CharField(max_length=120)),
                ('uploaded_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', '待保密审查'), ('provided', '已提供'), ('returned', '已退回'), ('withdrawn', '已撤回')], default='waiting', max_length=10)),
                ('scope', models.TextField(blank=True)),
                ('opinion', models.TextField(blank=True)),
                ('reviewer', models.CharField(blank=True, max_length=60)),
                ('reviewer_name', models.CharField(blank=True, max_length=120)),
                ('reviewed_at', models.DateTimeField(null=True)),
                ('provided_in', models.BigIntegerField(null=True)),
                ('withdrawn_by', models.CharField(blank=True, max_length=60)),
                ('withdrawn_by_name', models.CharField(blank=True, max_length=120)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_reason', models.TextField(blank=True)),
                ('withdrawn_in', models.BigIntegerField(null=True)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='files.document')),
            ],
            options={
                'ordering': ['document', '-n'],
            },
        ),
        migrations.CreateModel(
            name='DocumentSubject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hash', models.CharField(max_length=32)),
                ('shown', models.CharField(max_length=80)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subjects', to='files.documentversion')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='document',
            name='current',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.documentversion'),
        ),
        migrations.CreateModel(
            name='Shelf',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.BigIntegerField(default=0)),
                ('documents', models.BigIntegerField(default=0)),
                ('provided_at', models.DateTimeField(null=True)),
                ('resource', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='shelf', to='catalogue.resource')),
            ],
        ),
        migrations.AddField(
            model_name='document',
            name='shelf',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='all_documents', to='files.shelf'),
        ),
        migrations.AddIndex(
            model_name='documentversion',
            index=models.Index(fields=['digest'], name='files_version_digest'),
        ),
        migrations.AddIndex(
            model_name='documentversion',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['document'], name='files_version_waiting'),
        ),
        migrations.AddConstraint(
            model_name='documentversion',
            constraint=models.UniqueConstraint(fields=('document', 'n'), name='files_version_once'),
        ),
        migrations.AddConstraint(
            model_name='documentversion',
            constraint=models.CheckConstraint(condition=models.Q(('provided_in', None), models.Q(('reviewed_at__isnull', False), models.Q(('scope', ''), _negated=True), models.Q(('reviewer', ''), _negated=True), models.Q(('reviewer', models.F('uploaded_by')), _negated=True)), _connector='OR'), name='files_provided_signed_off'),
        ),
        migrations.AddConstraint(
            model_name='documentversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('provided_in', None), ('state__in', ['waiting', 'returned']), ('withdrawn_in', None)), models.Q(('provided_in__isnull', False), ('state', 'provided'), ('withdrawn_in', None)), models.Q(('state', 'withdrawn'), ('withdrawn_at__isnull', False), models.Q(('withdrawn_reason', ''), _negated=True)), _connector='OR'), name='files_state_says_so'),
        ),
        migrations.AddIndex(
            model_name='documentsubject',
            index=models.Index(fields=['hash'], name='files_subject_hash'),
        ),
        migrations.AddConstraint(
            model_name='documentsubject',
            constraint=models.UniqueConstraint(fields=('version', 'hash'), name='files_subject_once'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(fields=['shelf', 'changed_in'], name='files_document_changed'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(fields=('shelf', 'number'), name='files_document_number_once'),
        ),
    ]
