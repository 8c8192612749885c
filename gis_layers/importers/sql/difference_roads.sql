-- Roads have moved as far as Hausdorff's distance of their lines in EPSG:2180.
described AS MATERIALIZED (
    SELECT (old).geometry AS old_geometry, (new).geometry AS new_geometry,
           concat_ws(' ', coalesce((new).category, (old).category),
                     nullif(coalesce((new).number, (old).number), ''),
                     nullif(coalesce((new).name, (old).name), ''),
                     '[' || nullif(identifier, '') || ']') AS label,
           CASE WHEN (old).geometry IS NOT NULL AND (new).geometry IS NOT NULL THEN concat_ws(', ',
               CASE WHEN (old).category <> (new).category THEN 'category ' || (old).category END,
               CASE WHEN (old).number <> (new).number THEN format('number "%%s"', (old).number) END,
               CASE WHEN (old).name <> (new).name THEN format('name "%%s"', (old).name) END,
               CASE WHEN (old).is_expressway <> (new).is_expressway THEN
                   CASE WHEN (old).is_expressway THEN 'an expressway' ELSE 'no expressway' END END,
               CASE WHEN ((old).km_from, (old).km_to) IS DISTINCT FROM ((new).km_from, (new).km_to)
                   THEN coalesce('km ' || round((old).km_from::numeric, 3) || ' to '
                                 || round((old).km_to::numeric, 3), 'no kilometres') END
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
