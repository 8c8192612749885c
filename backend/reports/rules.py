"""Limits of reports, with their units and origins."""

from datetime import timedelta

DESCRIPTION_MAX_CHARS = 4000  # GeoReport v2, POST Service Request
ADDRESS_MAX_CHARS = 300  # our choice
COMMENT_MAX_CHARS = 4000  # as the description
REASON_MAX_CHARS = 1000  # our choice
CONTACT_NAME_MAX_CHARS = 100  # our choice
EMAIL_MAX_CHARS = 254  # RFC 5321 through erratum 1690 to RFC 3696
PHONE_MAX_CHARS = 30  # ITU-T E.164 has 15 digits; spaces and an extension besides
LIST_DEFAULT, LIST_MAX = 50, 100  # reports on one page of a list
AGE_MAX_DAYS = 36_500  # by which a list is narrowed; our choice
NUMBER_MAX_CHARS = 30  # as the column
FEATURES_MAX = 1000  # reports in one FeatureCollection
TASKS_MAX = 500  # one crew's work list
ASSIGNMENTS_MAX = 500  # reports assigned in one call
STATUSES_MAX = 500  # reports whose status changes in one call
REPLY_NAME_MAX_CHARS = 80  # our choice
REPLIES_MAX = 100  # ready-made replies offered for one report
NEWS_TITLE_MAX_CHARS, NEWS_BODY_MAX_CHARS = 65, 240  # what an Android phone shows at most
APPROVALS_PAGE = 20  # texts and photos on one page of what waits
EVENTS_MAX = 500  # events of one report in one answer, the newest ones
FIGURES_MAX = 5000  # groups in one answer of statistics: Poland has 2,479 municipalities
DUE_SOON = timedelta(days=1)  # our choice
# How long after the promised time the office's dispatchers are told, each time once: our choice.
OVERDUE_STEPS = (timedelta(0), timedelta(days=1), timedelta(days=7))
# Whoever is not competent passes a motion on within so many days (Code of Administrative Procedure,
# art. 243; a complaint at once and within as many, art. 231 par. 1; another application at once,
# art. 65 par. 1). A plain report is none of these: it shall not fare worse.
PASS_ON_DAYS = 7
REFERENCE_MAX_CHARS = 100  # our choice: the name of a case in another office
POSTAL_ADDRESS_MAX_CHARS = 300  # as the address of a place
PACKET_PHOTOS_MAX_BYTES = 10 * 1024 * 1024  # our choice: base64 makes it 14; offices take 20 or so
# Why a letter did not go out: nobody listened, or the mail server would not have it.
PACKET_FAILURES = ("unreachable", "refused")
VERDICT_LIFE = timedelta(days=14)  # from the closing; our choice, as is all up to RECURRING_MAX
REPORT_AGAIN_MAX_M = 50  # from the report of before
REPEAT_RADIUS_M = 50  # from a report that was fixed, on the same road
REPEAT_WITHIN = timedelta(days=183)  # since it was fixed: half a year
REPEATS_MAX = 5  # reports of before that one report points to, the last fixed ones
RECURRING_WITHIN = timedelta(days=365)  # since a repeated report came
RECURRING_MIN = 2  # repeated reports that make a stretch one with many
RECURRING_MAX = 100  # stretches in one answer
RECURRING_CONSIDERED = 5000  # repeated reports, the newest ones
CLOCK_SKEW = timedelta(minutes=5)  # how far a phone's clock may be ahead
DRAFT_MAX_AGE = timedelta(days=30)  # how old an observation may be when it is sent

# Similar reports, shown to whoever is about to send one: our choice.
SIMILAR_MAX = 10  # in one answer
SIMILAR_CONSIDERED = 50  # of those in reach the nearest, before their texts are compared
SIMILAR_STEP_M = 5  # nearer and farther within a step is no difference: GPS is not that good
SIMILAR_FIXED_WITHIN = timedelta(days=30)  # how long a mended one is shown
SIMILAR_TEXT_MAX_CHARS = 500  # compared with theirs: an address has to hold it
DUPLICATES_SHOWN = 100  # with the report that they were joined to

# Hints about photos, our choice. A pin is set by hand, and GPS is tens of metres off among houses.
TAKEN_ELSEWHERE_M = 150
TAKEN_LONG_AGO = DRAFT_MAX_AGE
LOOKALIKES_MAX = 10  # shown with one photo
ALIKE_MAX = 100  # similar photos, before it is asked which of them the reader may see
CANDIDATES_MAX = 1000  # photos compared with one
