-- A feature for every report, with what everybody may read of it; none in a crowd, which one report
-- more than are drawn is enough to tell.
WITH found (id, map_cell, status, x, y, number, service_id) AS MATERIALIZED (
    {reports}
    LIMIT %(crowd)s + 1
)
SELECT ST_AsMVT(feature, 'reports', 4096, 'geometry'), (SELECT count(*) FROM found) > %(crowd)s
FROM (
    SELECT 1 AS count, (status = ANY (%(open)s))::int AS open, found.id::text, number, status,
           service.code AS service,
           ST_Point(
               greatest(0, least(4095, floor((x - %(west)s) / %(unit)s))),
               greatest(0, least(4095, floor((%(north)s - y) / %(unit)s)))
           ) AS geometry
    FROM found LEFT JOIN jurisdictions_service AS service ON service.id = service_id
    WHERE (SELECT count(*) FROM found) <= %(crowd)s
) AS feature
