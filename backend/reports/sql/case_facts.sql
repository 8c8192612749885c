-- What is counted of each report; reports with the same facts count together.
SELECT report.handler_id, report.jurisdiction_id, report.service_id, report.visibility,
       report.municipality_teryt, report.manager_kind, report.manager_name,
       coalesce(report.crew_id, 0) AS crew_id,
       (12 * extract(year FROM report.received_at AT TIME ZONE office.time_zone)
        + extract(month FROM report.received_at AT TIME ZONE office.time_zone) - 1)::int AS month,
       CASE WHEN report.status = 'fixed'
            THEN greatest(0, floor(extract(epoch FROM closed_at - received_at) / 86400))::int
            ELSE -1 END AS days,
       1 AS received,
       (report.closed_at IS NULL)::int AS open,
       (report.status = 'fixed')::int AS fixed,
       (report.closed_at IS NULL AND report.due_at IS NOT NULL AND report.overdue_steps > 0)::int
           AS late,
       report.contested_closings::int AS contested,
       report.is_repeated::int AS repeated
