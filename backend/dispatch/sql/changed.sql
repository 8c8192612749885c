-- The reports of these events, and whose each was before them: offices by TERYT code, and crews.
WITH told AS (
    SELECT id, report_id, crew_id, data -> 'before' AS before, kind = 'rerouted' AS is_rerouted
    FROM reports_reportevent WHERE id = ANY (%(ids)s)
), changed AS (
    SELECT report_id, min(id) AS first, array_agg(crew_id) AS crews,
           array_agg(before ->> 'jurisdiction') FILTER (WHERE is_rerouted)
               || array_agg(before ->> 'handler') FILTER (WHERE is_rerouted) AS offices
    FROM told GROUP BY report_id
)
SELECT report_id, offices, crews || (
    SELECT earlier.crew_id FROM reports_reportevent AS earlier
    WHERE earlier.report_id = changed.report_id AND earlier.id < changed.first
    ORDER BY earlier.id DESC LIMIT 1
)
FROM changed
