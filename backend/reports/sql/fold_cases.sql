-- Moves the oldest changes into the counts. Their order is that of the changes to a report, so that
-- a fold which stops in between has counted some state of it: no count is ever negative.
-- Answers how many changes it moved, and which counts are empty now.
WITH source AS (
    DELETE FROM reports_casechange
    WHERE id IN (SELECT id FROM reports_casechange ORDER BY id LIMIT %(most)s)
    RETURNING *
),
{counted},
stored AS (
    INSERT INTO reports_casecount AS kept ({columns})
    SELECT {columns} FROM counted
    ORDER BY {key}
    ON CONFLICT ({key}) DO UPDATE
    SET received = kept.received + excluded.received, open = kept.open + excluded.open,
        fixed = kept.fixed + excluded.fixed, late = kept.late + excluded.late,
        contested = kept.contested + excluded.contested,
        repeated = kept.repeated + excluded.repeated,
        (days, counts, median, ninetieth) = (
            SELECT days, counts, reached_by(days, counts, 0.5), reached_by(days, counts, 0.9)
            FROM sum_of_days(kept.days, kept.counts, excluded.days, excluded.counts)
        )
    RETURNING kept.ctid, kept.received
)
SELECT (SELECT count(*) FROM source), ARRAY(SELECT ctid::text FROM stored WHERE received = 0)
