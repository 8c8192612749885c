-- A feature for every cell that holds anything, at the mean place of its reports, a whole metre.
-- Clamped into the tile, whose far edges belong to its neighbours: each cluster is drawn once.
SELECT ST_AsMVT(feature, 'reports', 4096, 'geometry')
FROM (
    SELECT sum(count)::int AS count, sum(open)::int AS open,
           ST_Point(
               greatest(0, least(4095, floor((floor(sum(x) / sum(count)) - %(west)s) / %(unit)s))),
               greatest(0, least(4095, floor((%(north)s - floor(sum(y) / sum(count))) / %(unit)s)))
           ) AS geometry
    FROM ({counted}) AS counted (cell, count, open, x, y)
    GROUP BY cell
    HAVING sum(count) > 0
    ORDER BY cell
) AS feature
