"""`yishu_extent(geometry)`: the box of a geometry, by which records are found by place (22.1)."""

from django.db import migrations

# As `yishu.hosting.places.indexing` knows it: geometries are stored in one text, whose head tells the box.
EXTENT = r"""
create or replace function yishu_extent(geometry text) returns box
language sql immutable strict parallel safe cost 20 as $$
    select case
        when left(geometry, 15) = '{"type":"Point"' then box(substring(geometry from '\[([^]]*)]')::point)
        else substring(left(geometry, 200) from '"bbox":\[([^]]*)]')::box
    end
$$
"""


class Migration(migrations.Migration):
    dependencies = [("hosting", "0010_shapes")]

    operations = [migrations.RunSQL(EXTENT, "drop function if exists yishu_extent(text)")]
