-- Moves the oldest changes into the counts. Their order is that of the changes to a report, so that
-- a fold which stops in between has counted some state of it: no count is ever negative.
-- Answers how many changes it moved, and which counts are empty now.
WITH folded AS (
    DELETE FROM reports_mapchange
    WHERE id IN (SELECT id FROM reports_mapchange ORDER BY id LIMIT %(most)s)
    RETURNING *
),
by_cell AS (
    SELECT kind.service_id, kind.status, zoom, map_cell >> (2 * (19 - zoom)) AS cell,
           sum(count) AS count,
           sum(count) FILTER (WHERE folded.status = ANY (%(open)s)) AS open,
           sum(count * x::bigint) AS x, sum(count * y::bigint) AS y
    FROM folded,
         generate_series(0, 12) AS zoom,
         LATERAL (VALUES (0, ''), (0, folded.status), (folded.service_id, folded.status))
             AS kind (service_id, status)
    GROUP BY kind.service_id, kind.status, zoom, cell
),
cells AS (
    INSERT INTO reports_mapcount AS counted (service_id, status, zoom, cell, count, open, x, y)
    SELECT service_id, status, zoom, cell, count, coalesce(open, 0), x, y FROM by_cell
    ORDER BY service_id, status, zoom, cell
    ON CONFLICT (service_id, status, zoom, cell) DO UPDATE
    SET count = counted.count + excluded.count, open = counted.open + excluded.open,
        x = counted.x + excluded.x, y = counted.y + excluded.y
    RETURNING counted.ctid, counted.count
),
municipalities AS (
    INSERT INTO reports_municipalitycount AS counted
        (municipality_teryt, status, days_to_close, count)
    SELECT municipality_teryt, status, days_to_close, sum(count) FROM folded
    GROUP BY municipality_teryt, status, days_to_close
    ON CONFLICT (municipality_teryt, status, days_to_close) DO UPDATE
    SET count = counted.count + excluded.count
    RETURNING counted.ctid, counted.count
)
SELECT (SELECT count(*) FROM folded),
       ARRAY(SELECT ctid::text FROM cells WHERE count = 0),
       ARRAY(SELECT ctid::text FROM municipalities WHERE count = 0)
