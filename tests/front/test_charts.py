from placements.charts import bar_chart, lottery_line


def test_the_longest_bar_fills_the_room_and_the_others_keep_its_scale():
    chart = bar_chart([("市直", 118, 64), ("高新区", 8, 3)], ("名额", "第一志愿"))

    assert [(b.a_width, b.b_width) for b in chart.bars] == [(224, 121), (15, 6)]
    assert [b.text_x for b in chart.bars] == [288, 79]
    assert chart.height == 82


def test_a_chart_of_nothing_but_zeros_can_be_drawn():
    chart = bar_chart([("市直", 0, 0)], ("名额", "第一志愿"))

    assert [(b.a_width, b.b_width) for b in chart.bars] == [(0, 0)]
    assert bar_chart([], ("名额", "第一志愿")).bars == ()


def test_the_cutoff_and_the_own_number_stand_on_one_scale():
    line = lottery_line(cutoff=96, mine=118, last=196)

    assert (line.cutoff_x, line.mine_x) == (147, 181)


def test_the_words_of_the_line_stay_inside_the_drawing():
    line = lottery_line(cutoff=1, mine=196, last=196)

    assert (line.cutoff_text_x, line.mine_text_x) == (36, 264)
