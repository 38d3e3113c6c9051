"""What an open directory itself calls closed is not seen without login (8.2); names are looked up one by one."""

from django.db import migrations, models

TERMS = """
create or replace function yishu_terms(search_text text, facets text[], state text, provider_name text) returns text[]
language sql immutable strict parallel safe cost 10000 as $$
    select characters
        || array(select a || b from unnest(characters, characters[2:]) as pair (a, b) where a > ' ' and b > ' ')
        || facets || ('state=' || state) || ('provider=' || provider_name)
        || case when %s then '{seen=public}'::text[] else '{}' end
    from string_to_array(search_text, null) as characters
$$
"""
INDEX = """
create index catalogue_resource_terms on catalogue_resource
using gin (yishu_terms(search_text, facets, state, provider_name))
with (gin_pending_list_limit = 512)
where current_id is not null and state in ('imported', 'published', 'suspended')
"""
PUBLIC = """
create index catalogue_resource_public on catalogue_resource (standing desc, code)
where current_id is not null and state in ('imported', 'published', 'suspended') and (%s)
"""
FOLDED = "create index if not exists catalogue_entry_folded on catalogue_entry (yishu_folded(name))"
SEEN = "state = 'imported' and not facets @> '{openness=closed}' or state = 'published' and facets @> '{openness=open}'"
SEEN_BEFORE = "state = 'imported' or (state = 'published' and facets @> '{openness=open}')"


def _made_anew(seen: str) -> list[str]:
    """Both indexes hold what the function said when they were built: they are built again with it."""
    dropped = ["drop index catalogue_resource_terms", "drop index catalogue_resource_public"]
    return [*dropped, TERMS % seen, INDEX, PUBLIC % seen]


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0006_search_at_scale'),
    ]

    operations = [
        migrations.RunSQL(_made_anew(SEEN), _made_anew(SEEN_BEFORE)),
        # Some databases have it already: for a while 0006 made it.
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(FOLDED, "drop index catalogue_entry_folded")],
            [
                migrations.AddIndex(
                    model_name='entry',
                    index=models.Index(models.Func('name', function='yishu_folded'), name='catalogue_entry_folded'),
                ),
            ],
        ),
    ]
