-- The next public numbers of some jurisdictions, from their own sequences.
-- Parameters: jurisdictions (ids), counts (how many of each). Rows: jurisdiction, number.
SELECT wanted.jurisdiction, nextval('report_number_' || wanted.jurisdiction)
FROM unnest(%(jurisdictions)s::bigint[], %(counts)s::bigint[]) AS wanted (jurisdiction, count),
     generate_series(1, wanted.count)
