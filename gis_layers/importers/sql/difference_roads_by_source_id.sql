-- Both editions name every road by the identifier of their source; a road may have several lines.
old AS MATERIALIZED (
    SELECT source_id,
           (array_agg(category ORDER BY id))[1] AS category,
           (array_agg(number ORDER BY id))[1] AS number,
           (array_agg(name ORDER BY id))[1] AS name,
           bool_or(is_expressway) AS is_expressway,
           (array_agg(km_from ORDER BY id))[1] AS km_from,
           (array_agg(km_to ORDER BY id DESC))[1] AS km_to,
           ST_Collect(geometry ORDER BY id) AS geometry
    FROM gis_layers_road WHERE layer_id = %(old)s GROUP BY source_id
),
new AS MATERIALIZED (
    SELECT source_id,
           (array_agg(category ORDER BY id))[1] AS category,
           (array_agg(number ORDER BY id))[1] AS number,
           (array_agg(name ORDER BY id))[1] AS name,
           bool_or(is_expressway) AS is_expressway,
           (array_agg(km_from ORDER BY id))[1] AS km_from,
           (array_agg(km_to ORDER BY id DESC))[1] AS km_to,
           ST_Collect(geometry ORDER BY id) AS geometry
    FROM gis_layers_road WHERE layer_id = %(new)s GROUP BY source_id
),
pair AS MATERIALIZED (
    SELECT old, new, source_id AS identifier
    FROM old FULL JOIN new USING (source_id)
)
