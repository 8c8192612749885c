"""Limits of reports, with their units and origins."""

from datetime import timedelta

DESCRIPTION_MAX_CHARS = 4000  # GeoReport v2, POST Service Request
ADDRESS_MAX_CHARS = 300  # our choice
COMMENT_MAX_CHARS = 4000  # as the description
REASON_MAX_CHARS = 1000  # our choice
CONTACT_NAME_MAX_CHARS = 100  # our choice
EMAIL_MAX_CHARS = 254  # RFC 5321 through erratum 1690 to RFC 3696
PHONE_MAX_CHARS = 30  # ITU-T E.164 has 15 digits; spaces and an extension besides
ANSWERS_MAX = 50  # questions a service
ANSWER_MAX_CHARS = 4000  # as the description
LIST_DEFAULT, LIST_MAX = 50, 100  # reports on one page of a list
FEATURES_MAX = 1000  # reports in one FeatureCollection
TASKS_MAX = 500  # one crew's work list
ASSIGNMENTS_MAX = 500  # reports assigned in one call
EVENTS_MAX = 500  # events of one report in one answer
CLOCK_SKEW = timedelta(minutes=5)  # how far a phone's clock may be ahead
DRAFT_MAX_AGE = timedelta(days=30)  # how old an observation may be when it is sent
