-- Every delivery of these topics to these phones, read anew: after the phones were locked.
SELECT delivery.device_id, delivery.topic, delivery.id, delivery.state, delivery.code,
       delivery.attempts, delivery.merged, delivery.urgency, delivery.next_attempt_at,
       delivery.expires_at, coalesce(notification.event_id, 0), notification.type,
       coalesce(broadcast.state, ''), office.time_zone, notification.id,
       'private' IN (report.visibility, origin.visibility)
FROM unnest(%(devices)s::bigint[], %(topics)s::text[]) AS wanted (device_id, topic)
JOIN notifications_delivery AS delivery
    ON delivery.device_id = wanted.device_id AND delivery.topic = wanted.topic
JOIN notifications_notification AS notification ON notification.id = delivery.notification_id
LEFT JOIN notifications_broadcast AS broadcast ON broadcast.id = notification.broadcast_id
LEFT JOIN reports_report AS report ON report.id = notification.report_id
LEFT JOIN reports_reportevent AS event ON event.id = notification.event_id
LEFT JOIN reports_report AS origin ON origin.id = event.report_id
JOIN jurisdictions_jurisdiction AS office
    ON office.id = coalesce(broadcast.jurisdiction_id, report.jurisdiction_id)
