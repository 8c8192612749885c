-- Works are the same by the identifier of their source when every row of both editions has one,
-- else by kind, description and start; of several with the same, in their order.
row AS MATERIALIZED (
    SELECT *, bool_and(source_id <> '') OVER () AS have_identifiers
    FROM gis_layers_roadwork WHERE layer_id IN (%(old)s, %(new)s)
),
keyed AS MATERIALIZED (
    SELECT *, row_number() OVER (PARTITION BY layer_id, key ORDER BY id) AS twin
    FROM (SELECT *, CASE WHEN have_identifiers THEN source_id
                         ELSE concat_ws(' ', kind, starts_at, description) END AS key
          FROM row) AS named
),
pair AS MATERIALIZED (
    SELECT old, new, coalesce(new.description, old.description) AS label
    FROM (SELECT * FROM keyed WHERE layer_id = %(old)s) AS old
    FULL JOIN (SELECT * FROM keyed WHERE layer_id = %(new)s) AS new USING (key, twin)
),
described AS MATERIALIZED (
    SELECT label, (old).geometry AS old_geometry, (new).geometry AS new_geometry,
           CASE WHEN (old).id IS NOT NULL AND (new).id IS NOT NULL THEN concat_ws(', ',
               CASE WHEN (old).description <> (new).description THEN (old).description END,
               CASE WHEN (old).kind <> (new).kind THEN (old).kind END,
               CASE WHEN (old).manager <> (new).manager
                   THEN 'by ' || coalesce(nullif((old).manager, ''), 'nobody named') END,
               CASE WHEN (old).starts_at <> (new).starts_at
                   THEN 'from ' || to_char((old).starts_at, 'YYYY-MM-DD HH24:MI "UTC"') END,
               CASE WHEN (old).ends_at IS DISTINCT FROM (new).ends_at
                   THEN coalesce('until ' || to_char((old).ends_at, 'YYYY-MM-DD HH24:MI "UTC"'),
                                 'without an end') END
           ) END AS before
    FROM pair
),
measured AS MATERIALIZED (
    SELECT label, ST_HausdorffDistance(ST_Transform(old_geometry, 2180),
                                       ST_Transform(new_geometry, 2180)) AS metres
    FROM described WHERE NOT old_geometry = new_geometry
),
found AS MATERIALIZED (
    SELECT 'added' AS what, label AS place, label AS sentence
    FROM described WHERE old_geometry IS NULL
    UNION ALL
    SELECT 'removed', label, label FROM described WHERE new_geometry IS NULL
    UNION ALL
    SELECT 'changed', label, label || ', before: ' || before FROM described WHERE before <> ''
    UNION ALL
    SELECT 'moved', label, format('%%s, by %%s m', label, round(metres))
    FROM measured WHERE metres > %(moved_by_m)s
)
