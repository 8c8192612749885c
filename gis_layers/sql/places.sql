-- Streets, places and addresses that are called about what somebody typed, the best first.
-- `called` (id, likeness up to 1) comes from one of the files beside this one.
-- Parameters: text (normalised), numbers (house numbers, the preferred first), here (whether lon
-- and lat are known), lon, lat, considered (how many streets), nearby_m, reach_m, most.
WITH called AS MATERIALIZED (
    {called}
),
-- Tenths of likeness, so that a typo more or less does not outweigh the way there. A place goes
-- before streets called like it, unless it is far away; a short name before a long one.
ranked AS MATERIALIZED (
    SELECT *, row_number() OVER () AS rank
    FROM (
        SELECT id, place, street, postcode, geometry, tenths
        FROM (
            SELECT *, round(likeness * 10)::integer AS tenths,
                   CASE WHEN %(here)s THEN ST_DistanceSphere(
                       geometry, ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)) END AS about_m
            FROM called
        ) AS located
        ORDER BY tenths DESC, street = '' AND coalesce(about_m, 0) < %(nearby_m)s DESC,
                 about_m, length(searched), id
        LIMIT %(considered)s
    ) AS best
),
numbered AS (
    SELECT address.id, address.place, address.street, address.house_number, address.postcode,
           address.geometry, ranked.rank, ranked.tenths,
           array_position(%(numbers)s, address.searched) AS choice
    FROM ranked CROSS JOIN LATERAL (
        SELECT id, place, street, house_number, postcode, geometry, searched
        FROM gis_layers_address
        WHERE is_active AND street = ranked.street AND place = ranked.place
          AND searched = ANY (%(numbers)s) AND house_number <> ''
          AND ST_DistanceSphere(geometry, ranked.geometry) <= %(reach_m)s -- by no index: too many
        ORDER BY array_position(%(numbers)s, searched), geometry <-> ranked.geometry, id
        LIMIT 1
    ) AS address
),
found AS (
    SELECT id, place, street, house_number, postcode, geometry, rank, choice, tenths FROM numbered
    UNION ALL
    SELECT id, place, street, '', postcode, geometry, rank, NULL, tenths FROM ranked
)
SELECT place, street, house_number, postcode, ST_X(geometry), ST_Y(geometry),
       CASE WHEN %(here)s THEN ST_Distance(geometry::geography,
           ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)::geography) END
FROM found
ORDER BY tenths DESC, choice NULLS LAST, rank, id
LIMIT %(most)s
