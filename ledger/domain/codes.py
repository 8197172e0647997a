"""Codes of Chinese standards that a record uses, and their checks."""

from typing import Final

# GB 32100-2015: 18 characters without I, O, S, V, Z; the last one is a check digit modulo 31.
USCC_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_LENGTH: Final = 18
USCC_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)

# GB/T 4754-2017: sections with their first and last division.
INDUSTRY_SECTIONS: Final[dict[str, tuple[int, int]]] = {
    "A": (1, 5),
    "B": (6, 12),
    "C": (13, 43),
    "D": (44, 46),
    "E": (47, 50),
    "F": (51, 52),
    "G": (53, 60),
    "H": (61, 62),
    "I": (63, 65),
    "J": (66, 69),
    "K": (70, 70),
    "L": (71, 72),
    "M": (73, 75),
    "N": (76, 79),
    "O": (80, 82),
    "P": (83, 83),
    "Q": (84, 85),
    "R": (86, 90),
    "S": (91, 96),
    "T": (97, 97),
}
INDUSTRY_LENGTH: Final = 3

# The twelve fields of application of the "Data Elements X" plan 2024-2026 (国数政策〔2023〕11号).
SCENARIOS: Final = (
    "工业制造",
    "现代农业",
    "商贸流通",
    "交通运输",
    "金融服务",
    "科技创新",
    "文化旅游",
    "医疗健康",
    "应急管理",
    "气象服务",
    "城市治理",
    "绿色低碳",
)

# GB/T 2260: the province part, the first two digits.
PROVINCES: Final = frozenset(
    (
        11,
        12,
        13,
        14,
        15,
        21,
        22,
        23,
        31,
        32,
        33,
        34,
        35,
        36,
        37,
        41,
        42,
        43,
        44,
        45,
        46,
        50,
        51,
        52,
        53,
        54,
        61,
        62,
        63,
        64,
        65,
        71,
        81,
        82,
    )
)
REGION_LENGTH: Final = 6


def uscc_valid(text: str) -> bool:
    """Whether this is a unified social credit code with the right check digit (GB 32100-2015)."""
    if len(text) != USCC_LENGTH or any(letter not in USCC_ALPHABET for letter in text):
        return False
    return text[-1] == uscc_check_digit(text[:-1])


def uscc_check_digit(first: str) -> str:
    """The 18th character of the first 17."""
    values = (USCC_ALPHABET.index(letter) for letter in first)
    total = sum(value * weight for value, weight in zip(values, USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[-total % len(USCC_ALPHABET)]


def industry_valid(code: str) -> bool:
    """Whether this is a section letter with one of its divisions, as `A04` (GB/T 4754-2017)."""
    if len(code) != INDUSTRY_LENGTH or not code[1:].isascii() or not code[1:].isdigit():
        return False
    first, last = INDUSTRY_SECTIONS.get(code[0], (1, 0))
    return first <= int(code[1:]) <= last


def region_valid(code: str) -> bool:
    """Whether this is six digits that start with a province of GB/T 2260."""
    digits = len(code) == REGION_LENGTH and code.isascii() and code.isdigit()
    return digits and int(code[:2]) in PROVINCES
