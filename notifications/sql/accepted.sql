-- Seconds from an event to its acceptance by FCM, of the last hour: their sum, how many, and how
-- many took no longer than each of the buckets.
WITH lately AS (
    SELECT extract(epoch FROM delivery.sent_at - notification.at) AS seconds
    FROM (
        SELECT sent_at, notification_id FROM notifications_delivery
        WHERE created_at > now() - interval '1 hour' AND state = 'sent' AND channel = 'fcm'
            AND urgency < 2
        ORDER BY created_at DESC LIMIT %(limit)s
    ) AS delivery
    JOIN notifications_notification AS notification ON notification.id = delivery.notification_id
)
SELECT coalesce(sum(seconds), 0), count(*), (
    SELECT array_agg((SELECT count(*) FROM lately WHERE seconds <= bound) ORDER BY bound)
    FROM unnest(%(buckets)s::float[]) AS bound
)
FROM lately
