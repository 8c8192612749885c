-- Addresses are the same by place, street and number; of several with the same, in their order.
old AS MATERIALIZED (
    SELECT place, street, house_number, postcode, geometry,
           row_number() OVER (PARTITION BY place, street, house_number ORDER BY id) AS twin
    FROM gis_layers_address WHERE layer_id = %(old)s AND house_number <> ''
),
new AS MATERIALIZED (
    SELECT place, street, house_number, postcode, geometry,
           row_number() OVER (PARTITION BY place, street, house_number ORDER BY id) AS twin
    FROM gis_layers_address WHERE layer_id = %(new)s AND house_number <> ''
),
pair AS MATERIALIZED (
    SELECT concat_ws(' ', nullif(street, ''), house_number) || ', ' || place AS label,
           old.postcode AS old_postcode, new.postcode AS new_postcode,
           old.geometry AS old_geometry, new.geometry AS new_geometry
    FROM old FULL JOIN new USING (place, street, house_number, twin)
),
measured AS MATERIALIZED (
    SELECT label, ST_Distance(old_geometry::geography, new_geometry::geography) AS metres
    FROM pair WHERE NOT old_geometry = new_geometry
),
found AS MATERIALIZED (
    SELECT 'added' AS what, label AS place, label AS sentence
    FROM pair WHERE old_geometry IS NULL
    UNION ALL
    SELECT 'removed', label, label FROM pair WHERE new_geometry IS NULL
    UNION ALL
    SELECT 'changed', label, format('%%s, postcode %%s, before: %%s', label,
        coalesce(nullif(new_postcode, ''), 'none'), coalesce(nullif(old_postcode, ''), 'none'))
    FROM pair WHERE old_postcode <> new_postcode
    UNION ALL
    SELECT 'moved', label, format('%%s, by %%s m', label, round(metres))
    FROM measured WHERE metres > %(moved_by_m)s
)
