"""The files that come with the program are found."""

from __future__ import annotations

from composer_app.files.resources import resource


def test_a_resource_is_found_in_the_checkout() -> None:
    assert resource("icons", "inkling.svg").is_file()


def test_without_parts_it_is_the_folder_of_all_resources() -> None:
    assert resource() / "icons" / "inkling.svg" == resource("icons", "inkling.svg")
