"""What many scripts ask at the same time is made once, and never mistaken for something else."""

from __future__ import annotations

from server.exports.file_cache import FileCache


def counting(body, made):
    def make():
        made.append(body)
        return body

    return make


def test_a_file_is_made_once_per_key():
    files, made = FileCache(), []
    assert [files.get("a", counting(b"1", made)) for _ in range(3)] == [b"1"] * 3
    assert files.get("b", counting(b"2", made)) == b"2"
    assert made == [b"1", b"2"]


def test_the_cache_holds_no_more_than_its_limits():
    files, made = FileCache(most_bytes=3), []
    for key in ("ab", "cd", "ab"):
        files.get(key, counting(key.encode(), made))
    assert made == [b"ab", b"cd", b"ab"]
