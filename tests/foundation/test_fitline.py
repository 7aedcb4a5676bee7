import datetime
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from foundation.ui.fitline import CHAR, LIFE_WIDTH, FitLine, LifeLine, Mark, Period, draw_fit, draw_life, place

D = datetime.date
DAYS = st.dates(D(2023, 1, 1), D(2029, 12, 31))


def test_place_is_to_scale():
    assert place(D(2026, 1, 1), D(2026, 1, 1), D(2026, 1, 11), 100) == 0
    assert place(D(2026, 1, 6), D(2026, 1, 1), D(2026, 1, 11), 100) == 50
    assert place(D(2026, 1, 11), D(2026, 1, 1), D(2026, 1, 11), 100) == 100


def test_place_holds_days_outside_at_the_edge():
    assert place(D(2020, 1, 1), D(2026, 1, 1), D(2026, 1, 11), 100) == 0
    assert place(D(2030, 1, 1), D(2026, 1, 1), D(2026, 1, 11), 100) == 100


def test_fit_leaves_out_what_is_unknown():
    drawing = draw_fit(FitLine(D(2026, 1, 1), D(2027, 1, 1)))
    assert (drawing.training_x, drawing.ring_x, drawing.release_x, drawing.expiry_x) == (None, None, None, None)


def test_fit_keeps_the_order_of_days():
    drawing = draw_fit(
        FitLine(
            start=D(2026, 11, 24),
            end=D(2027, 12, 31),
            training_from=D(2027, 1, 11),
            training_until=D(2027, 2, 19),
            certificate_on=D(2027, 4, 7),
            earliest_release=D(2027, 6, 29),
            expiry=D(2027, 10, 14),
        )
    )
    assert drawing.training_x < drawing.training_x + drawing.training_width < drawing.ring_x
    assert drawing.ring_x < drawing.release_x < drawing.expiry_x


def test_fit_with_unknown_tone_is_muted():
    assert draw_fit(FitLine(D(2026, 1, 1), D(2027, 1, 1), release_tone="purple")).release_tone == "mut"


@given(DAYS, DAYS, st.lists(st.tuples(DAYS, st.sampled_from(["tick", "ring", "release", "expiry"])), max_size=8))
def test_life_labels_never_overlap_and_stay_inside(start, today, days):
    line = LifeLine(
        start=start,
        end=start + datetime.timedelta(days=900),
        today=today,
        periods=(Period("Dasar K3, 2024", start, start + datetime.timedelta(days=60)),),
        marks=tuple(Mark(f"paling cepat {on:%d-%m-%Y}", on, kind) for on, kind in days),
        start_label="Masuk",
    )
    drawing = draw_life(line)
    boxes = [
        (each.x - len(each.text) * CHAR / 2, each.x + len(each.text) * CHAR / 2, each.y) for each in drawing.labels
    ]
    for (left, right, y), (left2, right2, y2) in combinations(boxes, 2):
        assert abs(y - y2) >= 17 or right <= left2 or right2 <= left
    assert all(left >= 0 and right <= LIFE_WIDTH and 0 < y < drawing.height for left, right, y in boxes)
