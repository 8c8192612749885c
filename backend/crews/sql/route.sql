-- Everything that deciding a route needs to know of one place, in one round trip.
-- Parameters: lon, lat (degrees), radius_m (how far to look for roads), circle_m (accuracy),
-- service (code), on_day (agreements in force). The answer is one row of JSON columns.
WITH place AS MATERIALIZED (
    SELECT ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326) AS point
),
covering AS MATERIALIZED (
    SELECT boundary.level, boundary.code, boundary.name, boundary.area_m2,
           layer.name || ' ' || layer.edition AS layer
    FROM gis_layers_boundary boundary
    JOIN gis_layers_layer layer ON layer.id = boundary.layer_id
    CROSS JOIN place
    WHERE boundary.is_active AND ST_Covers(boundary.geometry, place.point)
),
touched AS (
    SELECT boundary.code
    FROM gis_layers_boundary boundary CROSS JOIN place
    WHERE %(circle_m)s > 0
      AND boundary.is_active AND boundary.level = 'municipality'
      AND boundary.geometry && ST_Expand(place.point, %(circle_degrees)s)
      AND ST_DWithin(boundary.geometry::geography, place.point::geography, %(circle_m)s)
),
codes AS MATERIALIZED (
    SELECT DISTINCT left(covering.code, digits.n) AS code
    FROM covering CROSS JOIN (VALUES (7), (4), (2)) AS digits (n)
    WHERE length(covering.code) >= digits.n
),
roads AS (
    -- ST_DWithin and a sort of the few found: a join ordered by <-> would sort every road.
    SELECT road.id, road.category, road.number, road.name, road.is_expressway,
           ST_Distance(road.geometry::geography, place.point::geography) AS distance_m,
           layer.name || ' ' || layer.edition AS layer
    FROM place
    JOIN gis_layers_road road
      ON road.is_active
     AND ST_DWithin(road.geometry::geography, place.point::geography, %(radius_m)s)
    JOIN gis_layers_layer layer ON layer.id = road.layer_id
    ORDER BY distance_m, road.id
    LIMIT %(roads_max)s
),
managers AS NOT MATERIALIZED (
    SELECT manager.id, manager.kind, manager.teryt, manager.name, manager.phone, manager.email,
           manager.form_url,
           CASE WHEN tenant.id IS NOT NULL THEN json_build_object(
               'id', tenant.id, 'teryt', tenant.teryt, 'name', tenant.name) END AS tenant
    FROM jurisdictions_roadmanager manager
    LEFT JOIN jurisdictions_jurisdiction tenant
           ON tenant.id = manager.jurisdiction_id AND tenant.is_active
),
agreements AS (
    SELECT agreement.id, agreement.reference, agreement.from_manager_id, agreement.road_number,
           agreement.valid_from, row_to_json(managers) AS to_manager
    FROM jurisdictions_managementagreement agreement
    JOIN managers ON managers.id = agreement.to_manager_id
    CROSS JOIN place
    WHERE agreement.valid_from <= %(on_day)s
      AND (agreement.valid_to IS NULL OR agreement.valid_to >= %(on_day)s)
      AND (agreement.area IS NULL OR ST_Covers(agreement.area, place.point))
      AND (agreement.area IS NOT NULL
           OR agreement.road_number IN (SELECT number FROM roads))
),
crews AS (
    SELECT crew.id, crew.name, crew.jurisdiction_id, area.name AS area, area.priority,
           area.area_m2
    FROM crews_crewarea area
    JOIN crews_crew crew ON crew.id = area.crew_id AND crew.is_active
    JOIN crews_duty duty ON duty.crew_id = crew.id
    JOIN jurisdictions_service service ON service.id = duty.service_id
    CROSS JOIN place
    WHERE service.code = %(service)s AND ST_Covers(area.area, place.point)
)
SELECT
    (SELECT coalesce(json_agg(covering ORDER BY area_m2, code), '[]') FROM covering),
    (SELECT coalesce(json_agg(touched.code ORDER BY touched.code), '[]') FROM touched),
    (SELECT coalesce(json_agg(json_build_object('id', id, 'teryt', teryt, 'name', name)
                              ORDER BY length(teryt) DESC, teryt), '[]')
     FROM jurisdictions_jurisdiction
     WHERE is_active AND teryt IN (SELECT code FROM codes)),
    (SELECT coalesce(json_agg(roads ORDER BY distance_m, id), '[]') FROM roads),
    (SELECT coalesce(json_agg(managers), '[]') FROM managers
     WHERE kind = 'gddkia' OR teryt IN (SELECT code FROM codes)),
    (SELECT coalesce(json_agg(agreements ORDER BY road_number = '', valid_from DESC, id), '[]')
     FROM agreements),
    (SELECT coalesce(json_agg(crews ORDER BY priority DESC, area_m2, id), '[]') FROM crews)
