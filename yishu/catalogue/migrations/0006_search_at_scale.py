"""What the search at scale asks: facets, folded name and standing beside the text, and one index of terms over all of them in place of a column of bigrams."""

import django.contrib.postgres.fields
from django.db import migrations, models

TERMS = """
create function yishu_terms(search_text text, facets text[], state text, provider_name text) returns text[]
language sql immutable strict parallel safe cost 10000 as $$
    select characters
        || array(select a || b from unnest(characters, characters[2:]) as pair (a, b) where a > ' ' and b > ' ')
        || facets || ('state=' || state) || ('provider=' || provider_name)
        || case when state = 'imported' or (state = 'published' and facets @> '{openness=open}')
            then '{seen=public}'::text[] else '{}' end
    from string_to_array(search_text, null) as characters
$$
"""
STANDING = """
create function yishu_standing(state text, popularity bigint, last_updated timestamptz) returns bigint
language sql immutable parallel safe as $$
    select (case when state = 'published' then 1::bigint else 0 end << 56)
        + (least(greatest(popularity, 0), 4294967295) << 16)
        + coalesce(least(greatest((extract(year from last_updated at time zone 'Asia/Shanghai') * 12
            + extract(month from last_updated at time zone 'Asia/Shanghai'))::bigint, 0), 65535), 0)
$$
"""
# Texts lie beside the rows, so that ten thousand hits are counted and ordered without reading them; what is counted stays in the row.
STORAGE = """
alter table catalogue_resource set (toast_tuple_target = 128, fillfactor = 90);
alter table catalogue_resource
    alter column search_text set storage external,
    alter column facets set storage main,
    alter column provider_name set storage main,
    alter column folded_name set storage main
"""
FILL = """
update catalogue_resource r
set folded_name = split_part(r.search_text, E'\\n', 1),
    facets = case when r.state = 'imported' then '{}'::text[] else array['category=' || e.category] end
        || array(select 'mode=' || mode from unnest(e.modes) as mode)
        || array['kind=' || e.kind, 'cycle=' || e.cycle, 'openness=' || e.openness],
    search_text = r.search_text || ''
from catalogue_entry e where e.id = r.current_id
"""
INDEX = """
create index catalogue_resource_terms on catalogue_resource
using gin (yishu_terms(search_text, facets, state, provider_name))
with (gin_pending_list_limit = 512)
where current_id is not null and state in ('imported', 'published', 'suspended')
"""
# What anybody may see, in its own order: walked without login, where most of what stands first in the whole is hidden.
PUBLIC = """
create index catalogue_resource_public on catalogue_resource (standing desc, code)
where current_id is not null and state in ('imported', 'published', 'suspended')
    and (state = 'imported' or (state = 'published' and facets @> '{openness=open}'))
"""
# Ten thousand hits are sooner read than workers are started and their rows handed over.
ALONE = "alter table catalogue_resource set (parallel_workers = 0)"


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0005_items_and_sources'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='resource', name='catalogue_resource_bigrams'),
        migrations.RemoveField(model_name='resource', name='bigrams'),
        migrations.RunSQL(TERMS, "drop function yishu_terms(text, text[], text, text)"),
        migrations.RunSQL(STANDING, "drop function yishu_standing(text, bigint, timestamptz)"),
        migrations.AddField(
            model_name='resource',
            name='folded_name',
            field=models.TextField(default=''),
        ),
        migrations.AddField(
            model_name='resource',
            name='facets',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
        ),
        migrations.AddField(
            model_name='resource',
            name='standing',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('state'), models.F('popularity'), models.F('last_updated'), function='yishu_standing'), output_field=models.BigIntegerField()),
        ),
        migrations.AddField(model_name='resource', name='completeness', field=models.PositiveSmallIntegerField(null=True)),
        migrations.AddField(model_name='resource', name='validity', field=models.PositiveSmallIntegerField(null=True)),
        migrations.AddField(model_name='resource', name='described', field=models.PositiveSmallIntegerField(null=True)),
        migrations.RunSQL(STORAGE, migrations.RunSQL.noop),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        # Its constraints are checked now: an index cannot be built while checks of rows changed above still wait.
        migrations.RunSQL("set constraints all immediate", migrations.RunSQL.noop),
        migrations.RunSQL(INDEX, "drop index catalogue_resource_terms"),
        migrations.AddIndex(
            model_name='resource',
            index=models.Index(models.F('standing').desc(), models.F('code'), name='catalogue_resource_standing', condition=models.Q(('state__in', ('imported', 'published', 'suspended')))),
        ),
        migrations.AddIndex(
            model_name='resource',
            index=models.Index(fields=['folded_name'], name='catalogue_resource_name', opclasses=['text_pattern_ops'], condition=models.Q(('state__in', ('imported', 'published', 'suspended')))),
        ),
        migrations.RunSQL(PUBLIC, "drop index catalogue_resource_public"),
        migrations.RunSQL(ALONE, "alter table catalogue_resource reset (parallel_workers)"),
    ]
