-- Counts all reports anew, in some of the cuts.
WITH source AS ({facts} FROM reports_report AS report
                JOIN jurisdictions_jurisdiction AS office ON office.id = report.jurisdiction_id),
{counted}
INSERT INTO reports_casecount ({columns})
SELECT {columns} FROM counted
