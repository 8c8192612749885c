-- A feature for every report, with what everybody may read of it. Where more would be drawn than
-- anybody can see, those that fall on one spot are one feature, which says how many they are.
WITH found (id, map_cell, status, x, y, number, service_id) AS MATERIALIZED ({reports}),
spot AS (
    SELECT count(*) AS count, count(*) FILTER (WHERE status = ANY (%(open)s)) AS open,
           avg(x) AS x, avg(y) AS y, min(map_cell) AS map_cell
    FROM found
    WHERE (SELECT count(*) FROM found) > %(crowd)s
    GROUP BY map_cell >> %(shift)s
),
drawn AS (
    SELECT 1 AS count, (status = ANY (%(open)s))::int AS open, x, y,
           id, number, status, service_id
    FROM found
    WHERE (SELECT count(*) FROM found) <= %(crowd)s
    UNION ALL
    SELECT spot.count, spot.open, spot.x, spot.y,
           alone.id, alone.number, alone.status, alone.service_id
    FROM spot LEFT JOIN found AS alone ON spot.count = 1 AND alone.map_cell = spot.map_cell
)
SELECT ST_AsMVT(feature, 'reports', 4096, 'geometry')
FROM (
    SELECT drawn.count::int, drawn.open::int, drawn.id::text, drawn.number, drawn.status,
           service.code AS service,
           ST_Point(
               greatest(0, least(4095, floor((x - %(west)s) / %(unit)s))),
               greatest(0, least(4095, floor((%(north)s - y) / %(unit)s)))
           ) AS geometry
    FROM drawn LEFT JOIN jurisdictions_service AS service ON service.id = drawn.service_id
) AS feature
