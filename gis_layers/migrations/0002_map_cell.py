from django.db import migrations

# The bits of column and row of the tile at zoom 24, interleaved (Morton order): 48 bits. It names
# nothing outside pg_catalog, so that a restored dump can compute it under any search_path.
CREATE = """
CREATE FUNCTION map_cell(lon float8, lat float8) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    tiles CONSTANT float8 := 16777216;  -- in a row at zoom 24
    north CONSTANT float8 := 85.0511287798066;  -- where the square map of EPSG:3857 ends
    angle CONSTANT float8 := radians(greatest(-north, least(north, lat)));
    x bigint := floor((lon + 180) / 360 * tiles);
    y bigint := floor((0.5 - ln(tan(pi() / 4 + angle / 2)) / (2 * pi())) * tiles);
BEGIN
    x := greatest(0, least(16777215, x));
    y := greatest(0, least(16777215, y));
    x := (x | (x << 16)) & x'0000FFFF0000FFFF'::bigint;
    x := (x | (x << 8)) & x'00FF00FF00FF00FF'::bigint;
    x := (x | (x << 4)) & x'0F0F0F0F0F0F0F0F'::bigint;
    x := (x | (x << 2)) & x'3333333333333333'::bigint;
    x := (x | (x << 1)) & x'5555555555555555'::bigint;
    y := (y | (y << 16)) & x'0000FFFF0000FFFF'::bigint;
    y := (y | (y << 8)) & x'00FF00FF00FF00FF'::bigint;
    y := (y | (y << 4)) & x'0F0F0F0F0F0F0F0F'::bigint;
    y := (y | (y << 2)) & x'3333333333333333'::bigint;
    y := (y | (y << 1)) & x'5555555555555555'::bigint;
    RETURN x | (y << 1);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("gis_layers", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION map_cell(float8, float8)")]
