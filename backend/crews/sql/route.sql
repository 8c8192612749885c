-- Everything that deciding a route needs to know of one place, in one round trip, as one JSON text.
--
-- A function, because its statement is then planned once in a database session and not for every
-- place (planning takes longer than looking), and PgBouncer needs no prepared statements for it.
-- A migration puts it into the database: who changes this file adds one that does it again. What
-- the function answers may grow, but processes of the version before still call it meanwhile.
--
-- lon, lat: degrees. circle_m: the accuracy. radius_m, works_m, address_m: how far to look for
-- roads, for works and for a house. on_day: the Polish day of `moment`, for agreements.
-- works_until: works that start later are not told. moment: absences of crews count as of it.
CREATE OR REPLACE FUNCTION route_facts(
    lon float8, lat float8, radius_m float8, circle_m float8,
    roads_max int, works_m float8, address_m float8, service_code text,
    moment timestamptz, on_day date, works_until timestamptz
) RETURNS text LANGUAGE plpgsql STABLE
-- The plan by index is right for every place, so none is ever made for one place alone; and its
-- cost, guessed too high, must not start a compiler.
SET plan_cache_mode = force_generic_plan SET jit = off
AS $function$
DECLARE
    point geometry := ST_SetSRID(ST_MakePoint(lon, lat), 4326);
    ground geography := point::geography;
    -- Metres of a degree here, on the ellipsoid (series of GRS 80). Scaled by them, shapes lie in
    -- metres on a plane that is true around the place, to 0.3 mm at 75 m and a centimetre at 500 m,
    -- and are measured there: geography would walk the ellipsoid for each vertex, for nothing.
    north float8 := 111132.95 - 559.85 * cosd(2 * lat) + 1.18 * cosd(4 * lat);
    east float8 := greatest(111412.84 * cosd(lat) - 93.5 * cosd(3 * lat), 100);
    here geometry := ST_Scale(point, east, north);
BEGIN
RETURN (
WITH RECURSIVE covering AS MATERIALIZED (
    SELECT boundary.level, boundary.code, boundary.name, boundary.area_m2,
           layer.name || ' ' || layer.edition AS layer
    FROM gis_layers_boundary boundary
    JOIN gis_layers_layer layer ON layer.id = boundary.layer_id
    WHERE boundary.is_active AND ST_Covers(boundary.geometry, point)
),
touched AS (
    SELECT boundary.code
    FROM gis_layers_boundary boundary
    WHERE circle_m > 0
      AND boundary.is_active AND boundary.level = 'municipality'
      AND boundary.code NOT IN (SELECT covering.code FROM covering)
      AND boundary.geometry && ST_Expand(point, circle_m / east, circle_m / north)
      AND ST_DWithin(ST_Scale(boundary.geometry, east, north), here, circle_m)
),
codes AS MATERIALIZED (
    -- The units that the place lies in. A part of a municipality (the last digit: 4 a town and
    -- 5 the country of one, 8 a district of Warsaw, 9 of another city) lies in the whole.
    SELECT unit.code, min(covering.area_m2) FILTER (WHERE unit.code = covering.code) AS area_m2
    FROM covering CROSS JOIN LATERAL (
        VALUES (covering.code), (left(covering.code, 4)), (left(covering.code, 2)),
               (CASE WHEN covering.code ~ '^[0-9]{6}[45]$' THEN left(covering.code, 6) || '3'
                     WHEN covering.code ~ '^[0-9]{6}[89]$' THEN left(covering.code, 4) || '011'
                END)
    ) AS unit (code)
    WHERE length(unit.code) IN (7, 4, 2)
    GROUP BY unit.code
),
near AS MATERIALIZED (
    SELECT road.id, road.layer_id, road.category, road.number, road.name, road.is_expressway,
           road.km_from, road.km_to, flat.line, ST_Distance(flat.line, here) AS distance_m
    FROM gis_layers_road road
    CROSS JOIN LATERAL (SELECT ST_Scale(road.geometry, east, north) AS line OFFSET 0) flat
    WHERE road.is_active
      AND road.geometry && ST_Expand(point, radius_m / east, radius_m / north)
),
roads AS MATERIALIZED (
    -- At the same distance, to a centimetre, the higher category goes first: where roads cross
    -- on one level, its manager keeps the crossing (Public Roads Act, art. 25(1)).
    SELECT near.category, near.number, near.name, near.is_expressway, near.distance_m,
           layer.name || ' ' || layer.edition AS layer,
           CASE WHEN near.km_from IS NOT NULL THEN
               near.km_from + (near.km_to - near.km_from) * ST_LineLocatePoint(near.line, here)
           END AS km,
           row_number() OVER (
               ORDER BY round(near.distance_m::numeric, 2),
                        array_position(ARRAY['krajowa', 'wojewodzka', 'powiatowa', 'gminna'],
                                       near.category::text),
                        near.number, near.name, near.id
           ) AS place
    FROM near
    JOIN gis_layers_layer layer ON layer.id = near.layer_id
    WHERE near.distance_m <= radius_m
    ORDER BY place
    LIMIT roads_max
),
address AS (
    -- The index orders by a sphere; the few nearest are measured anew.
    SELECT street, house_number, place, distance_m
    FROM (
        SELECT address.id, address.street, address.house_number, address.place,
               ST_Distance(ST_Scale(address.geometry, east, north), here) AS distance_m
        FROM gis_layers_address address
        WHERE address.is_active AND address.house_number <> ''
          AND ST_DWithin(address.geometry::geography, ground, address_m)
        ORDER BY address.geometry::geography <-> ground
        LIMIT 3
    ) AS nearest
    ORDER BY distance_m, street, house_number, place, id
    LIMIT 1
),
works AS (
    SELECT work.id, work.kind, work.description, work.manager, work.starts_at, work.ends_at,
           work.starts_at <= moment AS is_now
    FROM gis_layers_roadwork work
    WHERE work.is_active
      AND work.geometry && ST_Expand(point, works_m / east, works_m / north)
      AND ST_DWithin(ST_Scale(work.geometry, east, north), here, works_m)
      AND work.starts_at <= works_until
      AND (work.ends_at IS NULL OR work.ends_at > moment)
    ORDER BY work.starts_at, work.id
    LIMIT 20
),
tenants AS MATERIALIZED (
    SELECT tenant.id, tenant.teryt, tenant.name, codes.area_m2
    FROM codes JOIN jurisdictions_jurisdiction tenant ON tenant.teryt = codes.code
    WHERE tenant.is_active
),
managers AS MATERIALIZED (
    -- The General Directorate (GDDKiA) is one office, without a unit, or has branches by unit.
    SELECT manager.id, manager.kind, manager.teryt, manager.name, manager.phone, manager.email,
           manager.form_url, manager.jurisdiction_id
    FROM (SELECT code FROM codes UNION ALL SELECT '') unit
    JOIN jurisdictions_roadmanager manager ON manager.teryt = unit.code
    WHERE unit.code <> '' OR manager.kind = 'gddkia'
),
agreements AS MATERIALIZED (
    SELECT agreement.id, agreement.reference, agreement.from_manager_id, agreement.road_number,
           agreement.area IS NOT NULL AS is_by_area, agreement.valid_from,
           manager.id AS manager_id, manager.kind, manager.teryt, manager.name, manager.phone,
           manager.email, manager.form_url, manager.jurisdiction_id
    FROM jurisdictions_managementagreement agreement
    JOIN jurisdictions_roadmanager manager ON manager.id = agreement.to_manager_id
    WHERE agreement.valid_from <= on_day
      AND (agreement.valid_to IS NULL OR agreement.valid_to >= on_day)
      AND (agreement.road_number = '' OR agreement.road_number IN (SELECT number FROM roads))
      AND (agreement.area IS NULL OR ST_Covers(agreement.area, point))
),
offices AS MATERIALIZED (
    SELECT tenant.id, tenant.teryt, tenant.name
    FROM jurisdictions_jurisdiction tenant
    WHERE tenant.is_active AND tenant.id = ANY (ARRAY(
        SELECT id FROM tenants
        UNION SELECT jurisdiction_id FROM managers
        UNION SELECT jurisdiction_id FROM agreements))
),
crews AS MATERIALIZED (
    -- Who may come in question at all first: most areas near the place are the neighbours', and
    -- looking into one is what costs. Each is therefore fetched by its id, in the outer WHERE.
    SELECT id, name, jurisdiction_id, area, priority, area_m2
    FROM (
        SELECT crew.id, crew.name, crew.jurisdiction_id, area.id AS area_id, area.name AS area,
               area.priority, area.area_m2
        FROM crews_crewarea area
        JOIN crews_crew crew ON crew.id = area.crew_id
        WHERE area.area && point AND crew.is_active
          AND crew.jurisdiction_id = ANY (ARRAY(SELECT offices.id FROM offices))
          AND EXISTS (
              SELECT FROM crews_duty duty
              WHERE duty.crew_id = crew.id AND duty.service_id = (
                  SELECT service.id FROM jurisdictions_service service
                  WHERE service.code = service_code))
        OFFSET 0
    ) AS possible
    WHERE ST_Covers(
        (SELECT shape.area FROM crews_crewarea shape WHERE shape.id = possible.area_id), point)
),
relief AS (
    -- Those crews, and whoever stands in for each of them in turn. UNION ends a circle.
    SELECT crew.id, crew.jurisdiction_id, crew.stand_in_id
    FROM crews_crew crew
    WHERE crew.id = ANY (ARRAY(SELECT crews.id FROM crews))
    UNION
    SELECT crew.id, crew.jurisdiction_id, crew.stand_in_id
    FROM relief
    JOIN crews_crew crew
      ON crew.id = relief.stand_in_id AND crew.jurisdiction_id = relief.jurisdiction_id
),
shifts AS (
    SELECT crew.id, crew.name, crew.jurisdiction_id, crew.is_active, crew.stand_in_id,
           tenant.time_zone,
           (SELECT json_agg(json_build_object('weekday', hours.weekday,
                                              'starts_at', hours.starts_at,
                                              'ends_at', hours.ends_at) ORDER BY hours.id)
            FROM crews_dutyhours hours WHERE hours.crew_id = crew.id) AS hours,
           (SELECT max(absence.ends_at) FROM crews_absence absence
            WHERE absence.crew_id = crew.id
              AND absence.starts_at <= moment AND absence.ends_at > moment) AS away_until
    FROM relief
    JOIN crews_crew crew ON crew.id = relief.id
    JOIN jurisdictions_jurisdiction tenant ON tenant.id = crew.jurisdiction_id
)
SELECT json_build_object(
    'boundaries', (SELECT json_agg(covering ORDER BY area_m2, code) FROM covering),
    'touched', (SELECT json_agg(touched.code ORDER BY touched.code) FROM touched),
    'tenants', (SELECT json_agg(json_build_object('id', id, 'teryt', teryt, 'name', name)
                                ORDER BY length(teryt) DESC, area_m2 NULLS LAST, teryt)
                FROM tenants),
    'roads', (SELECT json_agg(roads ORDER BY roads.place) FROM roads),
    'address', (SELECT json_build_object('street', street, 'house_number', house_number,
                                         'place', place) FROM address),
    'works', (SELECT json_agg(works ORDER BY works.starts_at, works.id) FROM works),
    'managers', (SELECT json_agg(json_build_object(
        'id', manager.id, 'kind', manager.kind, 'teryt', manager.teryt, 'name', manager.name,
        'phone', manager.phone, 'email', manager.email, 'form_url', manager.form_url,
        'tenant', (SELECT row_to_json(offices) FROM offices WHERE id = manager.jurisdiction_id)
        ) ORDER BY manager.id) FROM managers manager),
    'agreements', (SELECT json_agg(json_build_object(
        'reference', reference, 'from_manager_id', from_manager_id, 'road_number', road_number,
        'to_manager', json_build_object(
            'id', manager_id, 'kind', kind, 'teryt', teryt, 'name', name, 'phone', phone,
            'email', email, 'form_url', form_url,
            'tenant', (SELECT row_to_json(offices) FROM offices WHERE id = jurisdiction_id))
        ) ORDER BY road_number = '', NOT is_by_area, valid_from DESC, id) FROM agreements),
    'crews', (SELECT json_agg(crews ORDER BY priority DESC, area_m2, id) FROM crews),
    'shifts', (SELECT json_agg(shifts ORDER BY shifts.id) FROM shifts)
)::text
);
END $function$;
