-- Devices from `after` on that a broadcast is for: they take notices, and their owner has to do
-- with its area: follows a place that meets it, or sent or follows a report in it since then. For
-- a broadcast without an area these are all reports of its office, and places that meet its borders.
WITH ground AS MATERIALIZED (
    SELECT broadcast.jurisdiction_id AS office, broadcast.area IS NULL AS is_whole,
           coalesce(broadcast.area, (
               SELECT boundary.geometry FROM gis_layers_boundary AS boundary
               WHERE boundary.is_active AND boundary.code = office.teryt
               ORDER BY boundary.layer_id DESC LIMIT 1
           )) AS area
    FROM notifications_broadcast AS broadcast
    JOIN jurisdictions_jurisdiction AS office ON office.id = broadcast.jurisdiction_id
    WHERE broadcast.id = %(broadcast)s
), chunk AS MATERIALIZED (
    SELECT device.id, device.user_id, device.installation_id,
           device.is_active AND 'notice' = ANY (device.kinds) AS is_wanted
    FROM notifications_device AS device
    WHERE device.id > %(after)s ORDER BY device.id LIMIT %(limit)s
), reached AS MATERIALIZED (
    SELECT chunk.id, chunk.user_id, chunk.installation_id FROM chunk, ground
    WHERE chunk.is_wanted AND (
        EXISTS (
            SELECT FROM notifications_followedplace AS place
            WHERE (place.user_id = chunk.user_id OR place.installation_id = chunk.installation_id)
                AND ST_Intersects(place.area, ground.area)
        ) OR EXISTS (
            SELECT FROM reports_report AS report
            WHERE (
                report.reporter_id = chunk.user_id OR report.installation_id = chunk.installation_id
            ) AND CASE WHEN ground.is_whole THEN report.jurisdiction_id = ground.office
                ELSE report.received_at >= %(since)s AND ST_Intersects(ground.area, report.location)
                END
        ) OR EXISTS (
            SELECT FROM reports_follow AS follow
            JOIN reports_report AS report ON report.id = follow.report_id
            WHERE (
                follow.user_id = chunk.user_id OR follow.installation_id = chunk.installation_id
            ) AND CASE WHEN ground.is_whole THEN report.jurisdiction_id = ground.office
                ELSE report.received_at >= %(since)s AND ST_Intersects(ground.area, report.location)
                END
        )
    )
)
