-- Without identifiers, a line is the same when it has the same course. Of the others, those are
-- the same whose number and name occur once among the others of each edition.
old AS MATERIALIZED (
    SELECT id, category, number, name, is_expressway, km_from, km_to, geometry,
           row_number() OVER (PARTITION BY geometry ORDER BY number, name, category, id) AS twin
    FROM gis_layers_road WHERE layer_id = %(old)s
),
new AS MATERIALIZED (
    SELECT id, category, number, name, is_expressway, km_from, km_to, geometry,
           row_number() OVER (PARTITION BY geometry ORDER BY number, name, category, id) AS twin
    FROM gis_layers_road WHERE layer_id = %(new)s
),
same_course AS MATERIALIZED (
    SELECT old.id AS old_id, new.id AS new_id
    FROM old JOIN new ON old.geometry = new.geometry AND old.twin = new.twin
),
other_old AS MATERIALIZED (
    SELECT id, number, name, count(*) OVER (PARTITION BY number, name) AS alike
    FROM old WHERE NOT EXISTS (SELECT FROM same_course WHERE old_id = old.id)
),
other_new AS MATERIALIZED (
    SELECT id, number, name, count(*) OVER (PARTITION BY number, name) AS alike
    FROM new WHERE NOT EXISTS (SELECT FROM same_course WHERE new_id = new.id)
),
same_name AS MATERIALIZED (
    SELECT other_old.id AS old_id, other_new.id AS new_id
    FROM other_old JOIN other_new USING (number, name)
    WHERE other_old.alike = 1 AND other_new.alike = 1 AND number || name <> ''
),
matched AS MATERIALIZED (
    SELECT * FROM same_course UNION ALL SELECT * FROM same_name
    UNION ALL
    SELECT id, NULL FROM other_old WHERE NOT EXISTS (
        SELECT FROM same_name WHERE old_id = other_old.id)
    UNION ALL
    SELECT NULL, id FROM other_new WHERE NOT EXISTS (
        SELECT FROM same_name WHERE new_id = other_new.id)
),
pair AS MATERIALIZED (
    SELECT old, new, '' AS identifier
    FROM matched LEFT JOIN old ON old.id = old_id LEFT JOIN new ON new.id = new_id
)
