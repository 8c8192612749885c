-- What differs between two editions: how much of each, and examples, a few of each in turn.
-- `found` comes from the files beside this one: what, place (in an order of its own), sentence.
-- Parameters: old, new (layers), moved_by_m, examples (how many at most).
WITH {found},
numbered AS (
    SELECT what, sentence, row_number() OVER (PARTITION BY what ORDER BY place) AS n FROM found
),
examples AS (
    SELECT what, n, what || ': ' || sentence AS example
    FROM numbered ORDER BY n, what LIMIT %(examples)s
)
SELECT
    (SELECT count(*) FROM found WHERE what = 'added'),
    (SELECT count(*) FROM found WHERE what = 'removed'),
    (SELECT count(*) FROM found WHERE what = 'changed'),
    (SELECT count(*) FROM found WHERE what = 'moved'),
    (SELECT coalesce(json_agg(example ORDER BY n, what), '[]') FROM examples)
