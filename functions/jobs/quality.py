"""What Glue Data Quality found, and whether a run may go on."""


class BrokenRules(Exception):
    """Rows break rules of their job. Nothing of the run is loaded, and its input is read again by the next one."""


def stop_bad_data(outcomes: list[dict]) -> None:
    """Raises BrokenRules with every rule that did not pass, and what was measured.

    A rule that could not be evaluated counts as broken: it proves nothing about the rows.
    """
    broken = [
        f"{outcome['Rule']}: {outcome.get('FailureReason') or outcome['Outcome']}"
        for outcome in outcomes
        if outcome["Outcome"] != "Passed"
    ]
    if broken:
        raise BrokenRules("; ".join(broken))


def stop_when_nothing_fits(accepted: int, rejected: int) -> None:
    """Rows of which none fits the columns are no bad rows but another file, or another delimiter."""
    if rejected > 0 and accepted == 0:
        raise BrokenRules(f"none of {rejected} rows fits the declared columns; look at the rejected ones")
