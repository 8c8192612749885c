"""Photos as callers read them: in public, at work, and before the office decides."""

from typing import Any

from rest_framework import serializers

from backend.core.moments import utc_text
from backend.reports.hints import Claim, Hint, Lookalike
from backend.reports.links import public_photo_url, signed_photo_url
from backend.reports.media import ClaimSource, PhotoHint, PhotoKind, PhotoPublication, PhotoState
from backend.reports.photo_models import Photo


class PhotoOutput(serializers.Serializer[Any]):
    """A photo for those who work on its report: private renditions behind links that expire.

    width, height: pixels of the upright original. color: `#rrggbb`, to show until it is loaded.
    """

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(PhotoKind.choices)
    state = serializers.ChoiceField(PhotoState.choices)
    code = serializers.CharField(required=False)
    published = serializers.BooleanField()
    display_url = serializers.URLField(allow_null=True)
    thumbnail_url = serializers.URLField(allow_null=True)
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    color = serializers.CharField(allow_null=True)
    captured_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, instance: Photo) -> dict[str, Any]:
        ready = instance.state == PhotoState.READY
        shown = {
            **_facts(instance),
            "display_url": signed_photo_url(instance, "display") if ready else None,
            "thumbnail_url": signed_photo_url(instance, "thumbnail") if ready else None,
        }
        return {**shown, "code": instance.code} if instance.code else shown


class PublicPhotoOutput(PhotoOutput):
    """A published photo for everybody: public renditions, in which regions may be hidden."""

    def to_representation(self, instance: Photo) -> dict[str, Any]:
        return {
            **_facts(instance),
            "display_url": public_photo_url(instance, "display"),
            "thumbnail_url": public_photo_url(instance, "thumbnail"),
        }


class BoxOutput(serializers.Serializer[Any]):
    """A rectangle in fractions (0 to 1) of the upright picture, from its upper left corner."""

    x = serializers.FloatField()
    y = serializers.FloatField()
    width = serializers.FloatField()
    height = serializers.FloatField()

    def to_representation(self, instance: list[float]) -> dict[str, float]:
        return dict(zip(self.fields, instance, strict=True))


class DecidedPhotoOutput(PhotoOutput):
    """A photo with what was decided about it. public_*_url: null while it is not published."""

    publication = serializers.ChoiceField(PhotoPublication.choices)
    edition = serializers.IntegerField()
    hidden = BoxOutput(many=True)
    public_display_url = serializers.URLField(allow_null=True)
    public_thumbnail_url = serializers.URLField(allow_null=True)

    def to_representation(self, instance: Photo) -> dict[str, Any]:
        shown = instance.is_published
        return {
            **super().to_representation(instance),
            "publication": instance.publication,
            "edition": instance.edition,
            "hidden": BoxOutput(instance.hidden, many=True).data,
            "public_display_url": public_photo_url(instance, "display") if shown else None,
            "public_thumbnail_url": public_photo_url(instance, "thumbnail") if shown else None,
        }


class PhotoPlaceOutput(serializers.Serializer[Any]):
    lon = serializers.FloatField()
    lat = serializers.FloatField()


class ClaimOutput(serializers.Serializer[Any]):
    """When and where a photo was taken, as the file or its sender told: nothing is certain.

    distance_m: between that place and the report's.
    """

    source = serializers.ChoiceField(ClaimSource.choices)  # type: ignore[assignment]
    at = serializers.DateTimeField(allow_null=True)
    location = PhotoPlaceOutput(allow_null=True)
    accuracy_m = serializers.FloatField(allow_null=True)
    distance_m = serializers.FloatField(allow_null=True)

    def to_representation(self, instance: Claim) -> dict[str, Any]:
        place, distance = instance.location, instance.distance_m
        return {
            "source": instance.source,
            "at": utc_text(instance.at),
            "location": {"lon": place.x, "lat": place.y} if place else None,
            "accuracy_m": instance.accuracy_m,
            "distance_m": round(distance, 1) if distance is not None else None,
        }


class HintOutput(serializers.Serializer[Any]):
    code = serializers.ChoiceField(PhotoHint.choices)
    text = serializers.CharField()

    def to_representation(self, instance: Hint) -> dict[str, Any]:
        return {"code": instance.code, "text": str(instance.text)}


class LookalikeOutput(serializers.Serializer[Any]):
    """A photo of another report that looks the same. difference_bits: 0 is the same picture."""

    report = serializers.UUIDField()
    number = serializers.CharField()
    photo = serializers.UUIDField()
    difference_bits = serializers.IntegerField()
    thumbnail_url = serializers.URLField()

    def to_representation(self, instance: Lookalike) -> dict[str, Any]:
        photo = instance.photo
        link = public_photo_url if instance.is_public else signed_photo_url
        return {
            "report": photo.report_id,
            "number": photo.report.number,
            "photo": photo.uid,
            "difference_bits": instance.difference_bits,
            "thumbnail_url": link(photo, "thumbnail"),
        }


class PhotoReviewOutput(DecidedPhotoOutput):
    """What the office weighs before it publishes a photo. `proposed`: found by a program."""

    proposed = BoxOutput(many=True)
    claims = ClaimOutput(many=True)
    hints = HintOutput(many=True)
    lookalikes = LookalikeOutput(many=True)

    def to_representation(self, instance: Photo) -> dict[str, Any]:
        review = self.context["review"]
        return {
            **super().to_representation(instance),
            "proposed": BoxOutput(instance.proposed, many=True).data,
            "claims": ClaimOutput(review.claims, many=True).data,
            "hints": HintOutput(review.hints, many=True).data,
            "lookalikes": LookalikeOutput(review.lookalikes, many=True).data,
        }


def _facts(photo: Photo) -> dict[str, Any]:
    return {
        "id": photo.uid,
        "kind": photo.kind,
        "state": photo.state,
        "published": photo.is_published,
        "width": photo.width,
        "height": photo.height,
        "color": photo.color or None,
        "captured_at": utc_text(photo.captured_at),
    }
