-- What became of the deliveries written within the last hour and the last day.
SELECT channel, state, code, count(*) FILTER (WHERE created_at > now() - interval '1 hour'),
       count(*)
FROM (
    SELECT channel, state, code, created_at FROM notifications_delivery
    WHERE created_at > now() - interval '1 day'
    ORDER BY created_at DESC LIMIT %(limit)s
) AS lately
GROUP BY channel, state, code
ORDER BY channel, state, code
