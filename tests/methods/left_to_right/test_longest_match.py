from composer_app.methods.left_to_right.longest_match import LongestMatch, longest_matches


def test_longest_match_points_to_what_followed() -> None:
    found = longest_matches("abcdefghijklmnopabcdefghijklmnop")
    assert found[19].tolist() == [16, 3]
    assert found[23].tolist() == [16, 6]
    assert found[30].tolist() == [16, 12]


def test_latest_of_two_matches_counts() -> None:
    assert longest_matches("abcx--abcy--abc")[9].tolist() == [6, 3]
    assert longest_matches("abcx--abcy--abcz")[15].tolist() == [6, 3]


def test_nothing_is_recalled_of_what_was_not_heard() -> None:
    assert not longest_matches(range(50)).any()
    assert longest_matches([]).shape == (0, 2)


def test_what_comes_later_changes_nothing() -> None:
    assert longest_matches("abcabcabc")[:6].tolist() == longest_matches("abcabcxyz")[:6].tolist()


def test_song_heard_key_by_key_is_recalled_as_one_read() -> None:
    memory = LongestMatch()
    found = []
    for key in "abababcabab":
        found.append(memory.find())
        memory.add(key)
    assert [list(pair) for pair in found] == longest_matches("abababcabab").tolist()
