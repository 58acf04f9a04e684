from evergallery.log import get_logger


def test_all_areas_hang_below_one_logger() -> None:
    assert get_logger().name == "evergallery"
    assert get_logger("link").parent is get_logger()
