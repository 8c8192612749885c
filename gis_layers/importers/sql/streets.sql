-- Streets and places of one layer of addresses, each with its commonest postcode, at the address
-- that is nearest to the middle of them all. Of one name there may be several places: addresses
-- belong together as far as cells of a grid with addresses in them follow each other.
-- Parameters: layer, cell (degrees), apart (cells).
WITH address AS MATERIALIZED (
    SELECT place, street, postcode, geometry,
           round(ST_X(geometry) / %(cell)s) AS "column", round(ST_Y(geometry) / %(cell)s) AS row
    FROM gis_layers_address
    WHERE layer_id = %(layer)s AND house_number <> ''
),
cell AS MATERIALIZED (
    SELECT place, "column", row,
           ST_ClusterDBSCAN(ST_MakePoint("column", row), %(apart)s, 1)
               OVER (PARTITION BY place) AS part
    FROM (SELECT DISTINCT place, "column", row FROM address) AS taken
),
-- Each address stands for its street, and once more for its place.
named AS MATERIALIZED (
    SELECT place, part, names.street, postcode, geometry
    FROM address JOIN cell USING (place, "column", row)
    CROSS JOIN LATERAL (SELECT street UNION SELECT '') AS names
),
middle AS MATERIALIZED (
    SELECT place, part, street, mode() WITHIN GROUP (ORDER BY postcode) AS postcode,
           ST_SetSRID(ST_MakePoint(avg(ST_X(geometry)), avg(ST_Y(geometry))), 4326) AS point
    FROM named GROUP BY place, part, street
)
SELECT DISTINCT ON (place, part, street)
       place, street, middle.postcode, ST_AsHEXEWKB(named.geometry)
FROM named JOIN middle USING (place, part, street)
ORDER BY place, part, street, ST_Distance(named.geometry, middle.point)
