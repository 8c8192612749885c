-- Counts all public reports anew. One snapshot for all of it (repeatable read): a change that is
-- seen is in the reports as well and goes; one that is not seen stays, and counts on top.
DELETE FROM reports_mapchange;
DELETE FROM reports_mapcount;
DELETE FROM reports_municipalitycount;

-- A cell lies in one of each zoom above it, so one pass over sorted rows counts all of them. What
-- is left of a line's cells names its own: the deepest one.
INSERT INTO reports_mapcount (service_id, status, zoom, cell, count, open, x, y)
SELECT coalesce(service_id, 0), coalesce(status, ''),
       num_nonnulls(z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, z10, z11, z12) - 1,
       coalesce(z12, z11, z10, z9, z8, z7, z6, z5, z4, z3, z2, z1, z0),
       sum(count), sum(open), sum(x), sum(y)
FROM (
    SELECT service_id, status, count(*) AS count, sum(x) AS x, sum(y) AS y,
           count(*) FILTER (WHERE status = ANY (%(open)s)) AS open,
           cell >> 24 AS z0, cell >> 22 AS z1, cell >> 20 AS z2, cell >> 18 AS z3,
           cell >> 16 AS z4, cell >> 14 AS z5, cell >> 12 AS z6, cell >> 10 AS z7,
           cell >> 8 AS z8, cell >> 6 AS z9, cell >> 4 AS z10, cell >> 2 AS z11, cell AS z12
    FROM (
        SELECT service_id, status, map_cell >> 14 AS cell,
               floor(ST_X(location_3857))::int AS x, floor(ST_Y(location_3857))::int AS y
        FROM reports_report WHERE visibility = 'public'
    ) AS report
    GROUP BY service_id, status, cell
) AS deepest
GROUP BY GROUPING SETS ((service_id, status), (status), ()),
         z0, ROLLUP (z1, z2, z3, z4, z5, z6, z7, z8, z9, z10, z11, z12);

INSERT INTO reports_municipalitycount (municipality_teryt, status, days_to_close, count)
SELECT municipality_teryt, status,
       CASE WHEN status IN ('fixed', 'not_fixed')
            THEN greatest(0, floor(extract(epoch FROM closed_at - received_at) / 86400))::int
            ELSE -1 END AS days_to_close,
       count(*)
FROM reports_report WHERE visibility = 'public'
GROUP BY municipality_teryt, status, days_to_close
