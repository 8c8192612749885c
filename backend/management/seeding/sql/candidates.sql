-- In which served municipality each road begins.
-- Parameters: roads (ids). Rows: road id, TERYT of the municipality, lon, lat.
SELECT DISTINCT ON (road.id) road.id, boundary.code,
       ST_X(ST_StartPoint(road.geometry)), ST_Y(ST_StartPoint(road.geometry))
FROM gis_layers_road road
JOIN gis_layers_boundary boundary
  ON boundary.is_active AND boundary.level = 'municipality'
 AND ST_Covers(boundary.geometry, ST_StartPoint(road.geometry))
WHERE road.id = ANY(%(roads)s)
  AND EXISTS (
      SELECT FROM jurisdictions_jurisdiction tenant
      WHERE tenant.is_active
        AND tenant.teryt IN (boundary.code, left(boundary.code, 4), left(boundary.code, 2))
  )
ORDER BY road.id, boundary.code
