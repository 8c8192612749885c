-- The areas of working crews that cover each place, in the order in which routing prefers them.
-- Parameters: lons, lats. Rows: number of the place, its areas.
SELECT place.number, array_agg(area.id ORDER BY area.priority DESC, area.area_m2, crew.id)
FROM unnest(%(lons)s::float8[], %(lats)s::float8[]) WITH ORDINALITY AS place (lon, lat, number)
JOIN crews_crewarea area
  ON ST_Covers(area.area, ST_SetSRID(ST_MakePoint(place.lon, place.lat), 4326))
JOIN crews_crew crew ON crew.id = area.crew_id AND crew.is_active
GROUP BY place.number
