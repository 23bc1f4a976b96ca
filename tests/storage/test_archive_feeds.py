"""Feeds, polls and entries: what is new, what waits, and that validators never run ahead of their entries."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from parsers.records import FeedPoll, Validators
from storage.archive import Archive
from storage.errors import UnknownFeedError


def test_a_poll_appends_its_entries_once(registered: Archive, make_poll: Callable[..., FeedPoll]) -> None:
    first = registered.append_poll(make_poll("a", "b"))
    again = registered.append_poll(make_poll("a", "b"))
    later = registered.append_poll(make_poll("b", "c", minute=30))
    assert (first.new, again.new, later.new, later.known) == (2, 0, 1, 1)
    assert registered.counts().entries == 3
    assert registered.counts().attempts == 2
    assert registered.known_identities(make_poll("a", "c", "z").entries) == {("yna", "a"), ("yna", "c")}
    assert registered.known_identities(make_poll("a", feed="dailynk").entries) == set()


def test_an_entry_that_comes_again_under_another_id_is_known(
    registered: Archive, make_poll: Callable[..., FeedPoll]
) -> None:
    poll = make_poll("a", "b")
    again = tuple(replace(entry, identity=f"{entry.identity}-other") for entry in poll.entries)
    retitled = replace(again[0], title="Another headline")
    undated = replace(again[1], published=None)
    registered.append_poll(poll)
    assert registered.append_poll(replace(make_poll(minute=1), entries=again)).new == 0
    assert registered.known_identities(again) == {("yna", "a-other"), ("yna", "b-other")}
    assert registered.append_poll(replace(make_poll(minute=2), entries=(retitled, undated))).new == 2


@pytest.mark.parametrize("stated", ["no time", "a day", "an update"])
def test_an_entry_without_a_time_of_publication_is_known_again_by_its_text_or_update(
    registered: Archive, make_poll: Callable[..., FeedPoll], stated: str
) -> None:
    entry = replace(make_poll("a").entries[0], summary="Three came on Friday.")
    assert entry.published is not None
    day, update = replace(entry.published, precision="day"), entry.published if stated == "an update" else None
    first = replace(entry, published=day if stated == "a day" else None, updated=update)
    again, another = replace(first, identity="b"), replace(first, identity="c", summary="Four came on Friday.")
    registered.append_poll(replace(make_poll(), entries=(first,)))
    assert registered.append_poll(replace(make_poll(minute=1), entries=(again,))).new == 0
    assert registered.append_poll(replace(make_poll(minute=2), entries=(another,))).new == (stated != "an update")


def test_two_entries_of_one_document_that_differ_in_their_ids_alone_are_two(
    registered: Archive, make_poll: Callable[..., FeedPoll]
) -> None:
    entry = make_poll("a").entries[0]
    alike = (entry, replace(entry, identity="b", position=1))
    assert registered.append_poll(replace(make_poll(), entries=alike)).new == 2


def test_an_entry_like_one_that_still_stands_beside_it_is_another(
    registered: Archive, make_poll: Callable[..., FeedPoll]
) -> None:
    entry = make_poll("a").entries[0]
    beside = (entry, replace(entry, identity="b", position=1))
    registered.append_poll(make_poll("a"))
    assert registered.known_identities(beside) == {("yna", "a")}
    assert registered.append_poll(replace(make_poll(minute=1), entries=beside)).new == 1


def test_an_entry_comes_back_as_it_was_appended(
    registered: Archive, make_poll: Callable[..., FeedPoll], at: Callable[[int], datetime]
) -> None:
    poll = make_poll("a")
    entry = replace(poll.entries[0], title="탈북민 “196”", summary="<b>x</b>", authors=("Kim", "이"), link=None)
    registered.append_poll(replace(poll, entries=(entry,)))
    (pending,) = registered.pending_entries(at=at(0), limit=5)
    assert pending.entry == entry
    assert pending.tries == 0
    assert pending.first_seen_at == at(0)


def test_a_repeated_identity_in_one_poll_is_one_entry_and_the_first_wins(
    registered: Archive, make_poll: Callable[..., FeedPoll], at: Callable[[int], datetime]
) -> None:
    poll = make_poll("a", "a")
    assert registered.append_poll(poll).new == 1
    assert registered.pending_entries(at=at(0), limit=5)[0].entry == poll.entries[0]


def test_the_state_of_a_feed_comes_back(
    registered: Archive, make_poll: Callable[..., FeedPoll], at: Callable[[int], datetime]
) -> None:
    state = replace(
        make_poll(etag='"v1"').state,
        arrivals=(at(3), at(1)),
        failures=2,
        failure_kind="dns",
        next_due_at=at(9),
        interval_minutes=7.5,
    )
    registered.append_poll(replace(make_poll("a"), state=state))
    assert registered.feed_states(["yna"]) == {"yna": state}


def test_a_poll_without_entries_leaves_when_entries_arrived_as_it_was(
    registered: Archive, make_poll: Callable[..., FeedPoll], at: Callable[[int], datetime]
) -> None:
    brought, unchanged = make_poll("a"), make_poll()
    registered.append_poll(replace(brought, state=replace(brought.state, arrivals=(at(3), at(1)))))
    registered.append_poll(replace(unchanged, state=replace(unchanged.state, arrivals=())))
    assert registered.feed_states(["yna"])["yna"].arrivals == (at(3), at(1))
    assert registered.feed_states()["dailynk"].validators == Validators()


def test_a_slower_poll_does_not_turn_the_state_back(registered: Archive, make_poll: Callable[..., FeedPoll]) -> None:
    registered.append_poll(make_poll("a", minute=10, etag='"new"'))
    registered.append_poll(make_poll("b", minute=5, etag='"old"'))
    assert registered.feed_states()["yna"].validators.etag == '"new"'
    assert registered.known_identities(make_poll("a", "b").entries) == {("yna", "a"), ("yna", "b")}


def test_a_poll_dated_by_a_clock_that_ran_ahead_does_not_hold_back_those_after_it(
    registered: Archive, make_poll: Callable[..., FeedPoll]
) -> None:
    registered.append_poll(make_poll("a", minute=60 * 24 * 365, etag='"ahead"'))
    registered.append_poll(make_poll("b", minute=5, etag='"now"'))
    assert registered.feed_states()["yna"].validators.etag == '"now"'


def test_a_poll_of_an_unknown_feed_changes_nothing(registered: Archive, make_poll: Callable[..., FeedPoll]) -> None:
    with pytest.raises(UnknownFeedError, match=r"feeds\.toml"):
        registered.append_poll(make_poll("a", feed="ghost"))
    assert registered.counts().attempts == 0


def test_registering_again_keeps_the_state_and_takes_the_new_wording(
    archive: Archive, registered: Archive, make_poll: Callable[..., FeedPoll], at: Callable[[int], datetime]
) -> None:
    from parsers.records import FeedSource

    registered.append_poll(make_poll("a", etag='"v"'))
    changed = FeedSource(
        id="yna",
        url="https://yna.example/rss",
        publisher="Yonhap News",
        language="ko",
        zone="Asia/Seoul",
        poll_minutes=5,
    )
    archive.register_feeds([changed], at=at(1))
    assert archive.feed_states()["yna"].validators.etag == '"v"'
    assert {health.feed: health.publisher for health in archive.feed_health(at=at(1))}["yna"] == "Yonhap News"


def test_text_that_no_database_keeps_is_replaced_at_the_same_length(
    registered: Archive, make_poll: Callable[..., FeedPoll], at: Callable[[int], datetime]
) -> None:
    poll = make_poll("a")
    registered.append_poll(replace(poll, entries=(replace(poll.entries[0], title="a\0b\ud800c😀"),)))
    assert registered.pending_entries(at=at(0), limit=1)[0].entry.title == "a\ufffdb\ufffdc😀"


def test_an_identity_of_any_length_is_kept(registered: Archive, make_poll: Callable[..., FeedPoll]) -> None:
    long = "x" * 20_000
    assert registered.append_poll(make_poll(long, long + "y")).new == 2
    assert registered.append_poll(make_poll(long, minute=1)).known == 1


def test_health_says_why(
    registered: Archive, make_poll: Callable[..., FeedPoll], at: Callable[[int], datetime]
) -> None:
    state = replace(
        make_poll().state, failures=3, failure_kind="timeout", failure_detail="no answer in 20 s", last_success_at=None
    )
    registered.append_poll(replace(make_poll("a", "b"), state=state))
    health = {each.feed: each for each in registered.feed_health(at=at(60))}
    assert health["yna"].condition == "failing"
    assert "timeout: no answer in 20 s (3 failures in a row, last success never)" in health["yna"].why
    assert (health["yna"].entries, health["yna"].pending) == (2, 2)
    assert health["dailynk"].condition == "never_polled"
