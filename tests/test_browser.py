"""The browser of the journeys: found on this machine, speaking to a local page."""


def test_chromium_shows_a_chinese_page(page):
    page.set_content("<title>返家乡</title><p>阳泉</p>")

    assert page.title() == "返家乡"
    assert page.get_by_text("阳泉").is_visible()
