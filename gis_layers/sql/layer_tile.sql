-- The envelope is transformed, not the column. What is large is cut to the tile before anything else
-- is done with it: a voivodeship has sixty thousand corners.
SELECT ST_AsMVT(feature, %(layer)s, 4096, 'geometry')
FROM (
    SELECT {fields},
           ST_AsMVTGeom(
               ST_Transform(ST_Simplify(part.geometry, %(tolerance)s, true), 3857),
               ST_TileEnvelope(%(z)s, %(x)s, %(y)s), 4096, 128
           ) AS geometry
    FROM ({rows}) AS found ({fields}, shape),
         LATERAL (
             SELECT CASE WHEN ST_NPoints(found.shape) > 200
                         THEN ST_ClipByBox2D(
                             found.shape,
                             ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326))
                         ELSE found.shape END AS geometry
         ) AS part
) AS feature
WHERE geometry IS NOT NULL
