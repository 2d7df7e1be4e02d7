"""show: the matrix of claims and hypotheses."""

from casework import dale_case, isnad


def test_show_has_the_matrix_with_what_each_claim_tells_apart(tmp_path):
    shown = isnad("show", dale_case(tmp_path), "Harrun, 2021-03-02").stdout
    assert "Evidence against hypotheses (least inconsistent first, no finding)" in shown
    assert "H1 Bresk  H2 Ardania" in shown
    row = next(line for line in shown.splitlines() if "believed to be Ardan" in line and "of 1" in line)
    assert "(+)" in row
    assert "0 of 1" in row
    assert "after Heuer 1999" in " ".join(shown.split())
