-- Follows `reached`: one inbox row for each owner, one delivery for each device; how far it came.
-- Whom an earlier chunk has told by another device is found, not told again.
, told AS (
    INSERT INTO notifications_notification (broadcast_id, user_id, installation_id, type, at)
    SELECT DISTINCT %(broadcast)s::bigint, reached.user_id, reached.installation_id, 'notice',
           %(at)s::timestamptz
    FROM reached
    ON CONFLICT DO NOTHING
    RETURNING id, user_id, installation_id
), known AS (
    SELECT id, coalesce(user_id::text, installation_id::text) AS owner FROM told
    UNION ALL
    SELECT notification.id, notification.user_id::text
    FROM (SELECT DISTINCT user_id FROM reached WHERE user_id IS NOT NULL) AS owner
    JOIN notifications_notification AS notification
        ON notification.broadcast_id = %(broadcast)s AND notification.user_id = owner.user_id
    UNION ALL
    SELECT notification.id, notification.installation_id::text
    FROM (
        SELECT DISTINCT installation_id FROM reached WHERE installation_id IS NOT NULL
    ) AS owner
    JOIN notifications_notification AS notification
        ON notification.broadcast_id = %(broadcast)s
        AND notification.installation_id = owner.installation_id
), written AS (
    INSERT INTO notifications_delivery (
        notification_id, channel, device_id, address, topic, urgency, state, attempts, merged,
        next_attempt_at, expires_at, created_at, message_id, code
    )
    SELECT known.id, 'fcm', reached.id, '', %(topic)s, %(urgency)s, 'waiting', 0, 0,
           %(at)s::timestamptz, %(expires_at)s::timestamptz, %(at)s::timestamptz, '', ''
    FROM reached
    JOIN known ON known.owner = coalesce(reached.user_id::text, reached.installation_id::text)
    ON CONFLICT DO NOTHING
)
SELECT max(id) FROM chunk
