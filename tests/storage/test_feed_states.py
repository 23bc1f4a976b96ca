"""What becomes of a feed's state when a person steps in."""

from dataclasses import replace
from datetime import UTC, datetime

from parsers.records import FeedSource, FeedState, Validators
from storage.archive import Archive

NOON = datetime(2025, 1, 20, 12, tzinfo=UTC)
SOURCE = FeedSource(id="f", url="https://x.example/rss", publisher="X", language="en", zone="UTC", poll_minutes=60)
STATE = FeedState(
    feed="f",
    validators=Validators(etag='"a"', last_modified="Mon"),
    moved_to="https://y.example/rss",
    retired=True,
    failures=3,
    failure_kind="gone",
    failure_detail="410",
    last_polled_at=NOON,
    next_due_at=NOON,
    gap_warning="entries may be missing",
)


def test_a_feed_whose_address_is_changed_begins_anew(archive_url: str) -> None:
    with Archive.open(archive_url) as archive:
        archive.register_feeds([SOURCE], at=NOON)
        archive.keep_states([STATE])
        archive.register_feeds([SOURCE], at=NOON)
        assert archive.feed_states()["f"] == STATE
        archive.register_feeds([replace(SOURCE, url="https://z.example/rss")], at=NOON)
        anew = archive.feed_states()["f"]
    assert (anew.validators, anew.moved_to, anew.retired, anew.failures) == (Validators(), None, False, 0)
    assert anew.last_polled_at == NOON


def test_a_state_that_a_person_changed_is_kept_unless_a_poll_came_between(archive_url: str) -> None:
    with Archive.open(archive_url) as archive:
        archive.register_feeds([SOURCE], at=NOON)
        archive.keep_states([STATE])
        archive.keep_states([replace(STATE, retired=False)])
        assert not archive.feed_states()["f"].retired
        archive.keep_states([replace(STATE, last_polled_at=NOON.replace(hour=11), failures=9)])
        assert archive.feed_states()["f"].failures == STATE.failures
