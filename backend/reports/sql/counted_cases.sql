-- Lines of `source` in every cut, for whoever they count: for all, for the offices that handle
-- them and that they lie in, and for both of these at once.
by_day AS (
    SELECT scope.office_id, scope.other_id, cut,
           CASE WHEN cut & 1 <> 0 THEN service_id ELSE 0 END AS service_id,
           CASE WHEN cut & 2 <> 0 THEN municipality_teryt ELSE '' END AS municipality_teryt,
           CASE WHEN cut & 4 <> 0 THEN manager_kind ELSE '' END AS manager_kind,
           CASE WHEN cut & 4 <> 0 THEN manager_name ELSE '' END AS manager_name,
           CASE WHEN cut & 8 <> 0 THEN crew_id ELSE 0 END AS crew_id,
           CASE WHEN cut & 16 <> 0 THEN month ELSE 0 END AS month,
           days, sum(received) AS received, sum(open) AS open, sum(fixed) AS fixed,
           sum(late) AS late, sum(contested) AS contested, sum(repeated) AS repeated
    FROM source
    CROSS JOIN LATERAL (
        VALUES (CASE visibility WHEN 'public' THEN 0 ELSE -1 END, 0, true),
               (handler_id, 0, true),
               (jurisdiction_id, 0, jurisdiction_id <> handler_id),
               (handler_id, jurisdiction_id, jurisdiction_id <> handler_id)
    ) AS scope (office_id, other_id, is_counted)
    CROSS JOIN unnest(%(cuts)s::smallint[]) AS cut
    WHERE scope.is_counted
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, days
),
histograms AS (
    SELECT {key},
           sum(received) AS received, sum(open) AS open, sum(fixed) AS fixed, sum(late) AS late,
           sum(contested) AS contested, sum(repeated) AS repeated,
           coalesce(array_agg(days ORDER BY days) FILTER (WHERE days >= 0 AND fixed <> 0), '{}')
               AS days,
           coalesce(array_agg(fixed ORDER BY days) FILTER (WHERE days >= 0 AND fixed <> 0), '{}')
               AS counts
    FROM by_day GROUP BY {key}
),
counted AS (
    SELECT {key}, received, open, fixed, late, contested, repeated, days, counts::int[],
           reached_by(days, counts::int[], 0.5) AS median,
           reached_by(days, counts::int[], 0.9) AS ninetieth
    FROM histograms
)
