-- What is counted already, and what has changed since: read together, so that nothing is seen twice.
SELECT cell, count, open, x::float8, y::float8
FROM reports_mapcount
WHERE {counted_service} AND status = ANY (%(statuses)s) AND zoom = %(zoom)s
  AND cell BETWEEN %(first)s >> %(shift)s AND %(last)s >> %(shift)s
UNION ALL
SELECT map_cell >> %(shift)s, count, count * (status = ANY (%(open)s))::int,
       count * x::float8, count * y::float8
FROM reports_mapchange
WHERE {changed_service} AND status = ANY (%(changed_statuses)s)
  AND map_cell BETWEEN %(first)s AND %(last)s
