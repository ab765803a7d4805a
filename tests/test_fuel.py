"""The budget of a unit: it runs out exactly, says which limit, and stays out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idlint.fuel import MAX_KEPT, Exhausted, Fuel, out_of_budget


def test_last_step_and_last_byte_can_be_spent() -> None:
    fuel = Fuel(steps=2, size=10)
    fuel.step(2)
    fuel.grow(10)
    assert fuel.exhausted == ""


@given(st.lists(st.integers(0, 10)), st.integers(0, 50))
def test_steps_run_out_exactly_when_the_sum_passes_the_limit(amounts: list[int], limit: int) -> None:
    fuel, spent = Fuel(steps=limit), 0
    for amount in amounts:
        spent += amount
        if spent > limit:
            with pytest.raises(Exhausted):
                fuel.step(amount)
            return
        fuel.step(amount)


def test_first_limit_reached_is_the_one_that_is_named() -> None:
    fuel = Fuel(steps=0, size=0)
    with pytest.raises(Exhausted, match="size of values"):
        fuel.grow(1)
    with pytest.raises(Exhausted, match="size of values"):
        fuel.step()
    assert fuel.exhausted == "size of values"


def test_empty_fuel_stays_empty() -> None:
    fuel = Fuel(steps=0)
    for _ in range(3):
        with pytest.raises(Exhausted, match="evaluation steps"):
            fuel.step()


def test_value_out_of_budget_is_unknown_and_each_is_its_own() -> None:
    first, second = out_of_budget(), out_of_budget()
    assert first.reason == "budget"
    assert first is not second
    assert first.origin is None


def test_what_is_remembered_is_bounded_and_the_newest_stays() -> None:
    fuel = Fuel()
    values = [[number] for number in range(20)]
    for value in values:
        fuel.keep(value, len(value), MAX_KEPT // 5)
    assert len(fuel.walked) <= 5
    assert fuel.walked[id(values[-1])] == (values[-1], 1)
