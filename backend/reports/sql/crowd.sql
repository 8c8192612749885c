-- Where more would be drawn than anybody can see, the reports that fall on one spot are one feature,
-- which says how many they are.
WITH found (id, map_cell, status, x, y, number, service_id) AS MATERIALIZED ({reports}),
spot AS (
    SELECT count(*) AS count, count(*) FILTER (WHERE status = ANY (%(open)s)) AS open,
           avg(x) AS x, avg(y) AS y, min(map_cell) AS map_cell
    FROM found
    GROUP BY map_cell >> %(shift)s
)
SELECT ST_AsMVT(feature, 'reports', 4096, 'geometry')
FROM (
    SELECT spot.count::int, spot.open::int, alone.id::text, alone.number, alone.status,
           service.code AS service,
           ST_Point(
               greatest(0, least(4095, floor((spot.x - %(west)s) / %(unit)s))),
               greatest(0, least(4095, floor((%(north)s - spot.y) / %(unit)s)))
           ) AS geometry
    FROM spot
    LEFT JOIN found AS alone ON spot.count = 1 AND alone.map_cell = spot.map_cell
    LEFT JOIN jurisdictions_service AS service ON service.id = alone.service_id
) AS feature
