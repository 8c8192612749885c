-- Sums and days to a repair in each group: of what is counted already, of what has changed since,
-- and of what became late lately; read together, so that nothing is seen twice.
WITH part AS (
    SELECT {counted_key}, sign * received AS received, sign * open AS open, sign * fixed AS fixed,
           sign * late AS late, sign * contested AS contested, sign * repeated AS repeated,
           sign, days, counts, median, ninetieth
    FROM (SELECT *, CASE other_id WHEN 0 THEN 1 ELSE -1 END AS sign FROM reports_casecount) AS kept
    WHERE cut = %(cut)s AND office_id = ANY (%(scopes)s) AND other_id = ANY (%(others)s)
      AND {narrowed}
    UNION ALL
    SELECT {counted_key}, received, open, fixed, late, contested, repeated, 1,
           CASE WHEN days < 0 OR fixed = 0 THEN '{}'::int[] ELSE ARRAY[days] END, ARRAY[fixed],
           NULL, NULL
    FROM reports_casechange
    WHERE {seen} AND {narrowed}
    UNION ALL
    SELECT {counted_key}, 0, 0, 0, 1, 0, 0, 1, '{}', '{}', NULL, NULL
    FROM (SELECT handler_id, jurisdiction_id, visibility, service_id, municipality_teryt,
                 manager_kind, manager_name, coalesce(crew_id, 0) AS crew_id,
                 (12 * extract(year FROM received_at AT TIME ZONE office.time_zone)
                  + extract(month FROM received_at AT TIME ZONE office.time_zone) - 1)::int
                     AS month
          FROM reports_report AS report
          JOIN jurisdictions_jurisdiction AS office ON office.id = report.jurisdiction_id
          WHERE {is_open} AND overdue_steps = 0 AND due_at < %(now)s) AS report
    WHERE {seen} AND {narrowed}
),
summed AS (
    SELECT {key}, sum(received)::int AS received, sum(open)::int AS open, sum(fixed)::int AS fixed,
           sum(late)::int AS late, sum(contested)::int AS contested,
           sum(repeated)::int AS repeated,
           count(*) FILTER (WHERE cardinality(days) > 0) <> count(median)
               OR count(median) > 1 AS is_mixed,
           min(median) AS median, min(ninetieth) AS ninetieth, row_number() OVER () AS place
    FROM part GROUP BY {key}
    HAVING sum(received) > 0
    ORDER BY {key} LIMIT %(most)s
),
-- Percentiles do not add up: where a group has several histograms, they become one first.
by_day AS (
    SELECT place, day, sum(sign * number)::int AS number
    FROM (SELECT place, sign, unnest(days) AS day, unnest(counts) AS number
          FROM summed JOIN part USING ({key}) WHERE is_mixed) AS each
    GROUP BY place, day HAVING sum(sign * number) <> 0
),
joined AS (
    SELECT place, array_agg(day ORDER BY day) AS days, array_agg(number ORDER BY day) AS counts
    FROM by_day GROUP BY place
)
SELECT {key}, received, open, fixed, late, contested, repeated,
       CASE WHEN is_mixed THEN reached_by(joined.days, joined.counts, 0.5)
            ELSE median END AS median,
       CASE WHEN is_mixed THEN reached_by(joined.days, joined.counts, 0.9)
            ELSE ninetieth END AS ninetieth
FROM summed LEFT JOIN joined USING (place)
ORDER BY {key}
