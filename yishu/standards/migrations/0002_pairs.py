import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

# Calls none of our functions: a restored dump computes it while no schema is on the search path.
PAIRS = """
create or replace function yishu_names_pairs(name text, aliases text[]) returns text[]
language sql immutable parallel safe as $$
    select coalesce(array_agg(distinct substr(word, at, 2)), '{}')
    from (
        select regexp_replace(lower(normalize(given, NFKC)), '\\s+', '', 'g') as word
        from unnest(array_prepend(name, aliases)) as given
    ) as words, generate_series(1, length(word) - 1) as at
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('standards', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(PAIRS, migrations.RunSQL.noop),
        migrations.AddField(
            model_name='dataelement',
            name='pairs',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('name'), models.F('aliases'), function='yishu_names_pairs'), output_field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
        ),
        migrations.AddIndex(
            model_name='dataelement',
            index=django.contrib.postgres.indexes.GinIndex(fields=['pairs'], name='standards_element_pairs'),
        ),
    ]
