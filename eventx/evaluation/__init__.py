"""Honest evaluation: scores with intervals, comparison of systems, coder agreement, operating points, active learning.

Imports numpy, neither torch nor transformers.
"""

from eventx.evaluation.coders import Agreement, agreement, cohen_kappa, krippendorff_alpha
from eventx.evaluation.comparison import Comparison, Difference, compare
from eventx.evaluation.confusion import Confusion
from eventx.evaluation.figures import Figure
from eventx.evaluation.operating import OperatingPoint, apply_threshold, operating_point, threshold_for
from eventx.evaluation.report import Bin, LabelScore, Report
from eventx.evaluation.sampling import uncertain
from eventx.evaluation.scoring import evaluate

__all__ = [
    "Agreement",
    "Bin",
    "Comparison",
    "Confusion",
    "Difference",
    "Figure",
    "LabelScore",
    "OperatingPoint",
    "Report",
    "agreement",
    "apply_threshold",
    "cohen_kappa",
    "compare",
    "evaluate",
    "krippendorff_alpha",
    "operating_point",
    "threshold_for",
    "uncertain",
]
