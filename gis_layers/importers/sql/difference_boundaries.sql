-- Boundaries are the same unit when they have the same code. An outline has moved as far as the
-- vertex of one that is farthest from the other line (Hausdorff, in EPSG:2180). Vertices that both
-- have are left out: of a national layer most are the same.
pair AS MATERIALIZED (
    SELECT coalesce(new.code, old.code) AS code, old.name AS old_name, new.name AS new_name,
           old.geometry AS old_geometry, new.geometry AS new_geometry
    FROM (SELECT * FROM gis_layers_boundary WHERE layer_id = %(old)s) AS old
    FULL JOIN (SELECT * FROM gis_layers_boundary WHERE layer_id = %(new)s) AS new USING (code)
),
redrawn AS MATERIALIZED (
    SELECT code, new_name,
           ST_Boundary(ST_Transform(old_geometry, 2180)) AS old_line,
           ST_Boundary(ST_Transform(new_geometry, 2180)) AS new_line
    FROM pair
    WHERE NOT old_geometry = new_geometry
),
-- For long lines, a strip of that width around them is much quicker than vertex by vertex. Drawn
-- with few corners it is a little narrower than the true one: who lies within has not moved.
doubtful AS MATERIALIZED (
    SELECT * FROM redrawn
    WHERE CASE WHEN ST_NPoints(old_line) > 400
          THEN NOT ST_Covers(ST_Buffer(old_line, %(moved_by_m)s, 2), new_line)
            OR NOT ST_Covers(ST_Buffer(new_line, %(moved_by_m)s, 2), old_line)
          ELSE true END
),
moved AS (
    SELECT code, new_name, old_line, new_line, row_number() OVER (ORDER BY code) AS n
    FROM doubtful
    WHERE EXISTS (
        SELECT FROM (SELECT geom FROM ST_DumpPoints(new_line)
                     EXCEPT SELECT geom FROM ST_DumpPoints(old_line)) AS vertex
        WHERE NOT ST_DWithin(vertex.geom, old_line, %(moved_by_m)s)
    ) OR EXISTS (
        SELECT FROM (SELECT geom FROM ST_DumpPoints(old_line)
                     EXCEPT SELECT geom FROM ST_DumpPoints(new_line)) AS vertex
        WHERE NOT ST_DWithin(vertex.geom, new_line, %(moved_by_m)s)
    )
),
found AS MATERIALIZED (
    SELECT 'added' AS what, code AS place, code || ' ' || new_name AS sentence
    FROM pair WHERE old_geometry IS NULL
    UNION ALL
    SELECT 'removed', code, code || ' ' || old_name
    FROM pair WHERE new_geometry IS NULL
    UNION ALL
    SELECT 'changed', code, format('%%s %%s, before: %%s', code, new_name, old_name)
    FROM pair WHERE old_name <> new_name
    UNION ALL
    SELECT 'moved', code, format('%%s %%s, its outline by %%s m', code, new_name,
        CASE WHEN n <= %(examples)s THEN round(ST_HausdorffDistance(old_line, new_line)) END)
    FROM moved
)
