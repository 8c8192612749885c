-- How many people wait for each of these reports: whoever sent it or a duplicate of it, and whoever
-- follows one of them. A sender's further phones are no further people; one without a name is one.
WITH grouped AS (
    SELECT id, id AS root, reporter_id, installation_id
    FROM reports_report
    WHERE id = ANY (%(ids)s)
    UNION ALL
    SELECT id, duplicate_of_id, reporter_id, installation_id
    FROM reports_report
    WHERE duplicate_of_id = ANY (%(ids)s)
),
people AS (
    SELECT
        root,
        coalesce(
            'user ' || reporter_id,
            'installation ' || installation_id,
            (
                SELECT min(coalesce('user ' || follow.user_id, 'installation ' || follow.installation_id))
                FROM reports_follow AS follow
                WHERE follow.report_id = grouped.id AND follow.is_owner
            ),
            'report ' || id
        ) AS person
    FROM grouped
    UNION ALL
    SELECT grouped.root, coalesce('user ' || follow.user_id, 'installation ' || follow.installation_id)
    FROM grouped
    JOIN reports_follow AS follow ON follow.report_id = grouped.id
    WHERE NOT follow.is_owner
)
SELECT root, count(DISTINCT person) FROM people GROUP BY root
