-- The stretch of each drawn road that begins at a fraction of it, where that lies with some
-- room inside one municipality that is served.
-- Parameters: roads (ids), fractions (0 to 1), stretch_m, room_degrees.
-- Rows: number of the draw, its municipality, lon, lat of the stretch's two ends.
WITH drawn AS (
    SELECT draw.number, road.geometry, draw.fraction,
           %(stretch_m)s / greatest(ST_Length(road.geometry::geography), 1) AS share
    FROM unnest(%(roads)s::bigint[], %(fractions)s::float8[])
         WITH ORDINALITY AS draw (road_id, fraction, number)
    JOIN gis_layers_road road ON road.id = draw.road_id
),
stretches AS (
    SELECT number, ST_LineInterpolatePoint(geometry, fraction) AS start,
           ST_LineInterpolatePoint(geometry, least(1, fraction + share)) AS finish
    FROM drawn
)
SELECT DISTINCT ON (number) number, boundary.code,
       ST_X(start), ST_Y(start), ST_X(finish), ST_Y(finish)
FROM stretches
JOIN gis_layers_boundary boundary
  ON boundary.is_active AND boundary.level = 'municipality'
 AND ST_Covers(boundary.geometry, ST_Expand(ST_MakeLine(start, finish), %(room_degrees)s))
WHERE EXISTS (
    SELECT FROM jurisdictions_jurisdiction tenant
    WHERE tenant.is_active
      AND tenant.teryt IN (boundary.code, left(boundary.code, 4), left(boundary.code, 2))
)
ORDER BY number, boundary.code
