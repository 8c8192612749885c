-- To whom the made-up reports of %(ids)s went, as far as the road's manager has no office here.
WITH passed AS (
    INSERT INTO reports_forwarding (
        uid, report_id, event_id, manager_id, manager_kind, manager_name, phone, email, form_url,
        reasons, how, at, failure, reference
    )
    SELECT gen_random_uuid(), report.id, event.id, report.manager_id, report.manager_kind,
           report.manager_name, coalesce(manager.phone, ''), coalesce(manager.email, ''),
           coalesce(manager.form_url, ''), report.reasons, 'by_hand', event.at, '', ''
    FROM reports_report report
    JOIN reports_reportevent event ON event.report_id = report.id AND event.status = 'forwarded'
    LEFT JOIN jurisdictions_roadmanager manager ON manager.id = report.manager_id
    WHERE report.id = ANY (%(ids)s) AND report.is_managed_elsewhere
    RETURNING id, report_id
)
UPDATE reports_report SET forwarding_id = passed.id FROM passed
WHERE reports_report.id = passed.report_id
