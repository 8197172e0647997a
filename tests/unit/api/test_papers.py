"""Papers of each version, and how a page is set: long names, many rows, whole rows."""

import hashlib
import json
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pytest
from pypdf import PdfReader

from api.paper.faces import face_of, pdf_of
from api.paper.first import as_first, is_first
from api.paper.records import digest_of
from notarization.paper.typesetting import FIRST_TEMPLATE, TEMPLATE, typesetter

VECTORS: Final = Path(__file__).parents[2] / "vectors" / "papers.json"
PAPERS: Final = json.loads(VECTORS.read_text())["papers"]
ROWS: Final = 12
LATIN: Final = ("InternationaleMeeresdatengesellschaft" * 6)[:200]
HAN: Final = ("青岛市海洋数据资源开发利用综合服务有限责任公司" * 9)[:200]
AMOUNT: Final = "12,345,678,901.23"


@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_is_made_as_its_version_was(paper: dict[str, Any]) -> None:
    """An order on a party named nobody, so the face of today called a genuine paper different.

    Where this fails for the newest version, what changed is a version of its own.
    """
    record = paper["record"]
    face = json.loads(json.dumps(face_of(record)))
    face.pop("qr")
    assert (face, digest_of(record)) == (paper["face"], paper["digest"])
    template = FIRST_TEMPLATE if is_first(record) else TEMPLATE
    assert typesetter(template) == record["typesetter"]
    assert hashlib.sha256(pdf_of(record)).hexdigest() == paper["pdf"]


def test_the_first_version_of_a_record_names_nobody_for_an_order_on_a_party() -> None:
    first = PAPERS[0]["record"]
    orders = first["certificate"]["orders"]
    assert [each["scope"] for each in orders] == ["TITLE", "HOLDER", "PARTY"]
    party = first["certificate"]["holder"]["party"]
    named = [*orders[:2], {**orders[2], "holder": party}]
    newest = {
        **first,
        "schema": "datadeed/certificate-paper/2",
        "typesetter": typesetter(),
        "certificate": {**first["certificate"], "orders": named},
    }
    assert as_first(newest) == first
    assert digest_of(newest) == digest_of({**newest, "typesetter": "newer", "origin": "moved"})
    assert digest_of(newest) != digest_of({**newest, "block": 1})


def test_long_names_stay_in_their_columns_and_rows_on_their_page() -> None:
    """A long word ran over the columns beside it and off the page; a row was cut in two."""
    pages = PdfReader(BytesIO(pdf_of(crowded()))).pages
    texts = [page.extract_text() for page in pages]
    joined = ["".join(text.split()) for text in texts]
    assert not any(LATIN in text for text in texts)
    # a name that the end of a page cuts is on neither as a whole
    assert sum(text.count(LATIN) for text in joined) == ROWS
    assert sum(text.count(HAN) for text in joined) == ROWS
    for page, text in enumerate(joined, 1):
        assert f"第{page}页，共{len(pages)}页" in text
    # each page of the table says its columns
    assert [text.count("凭证编号") for text in joined] == [
        1 if LATIN in text or HAN in text else 0 for text in joined
    ]
    assert any(AMOUNT in text for text in texts)


def crowded() -> dict[str, Any]:
    """A record of the second version with many holders of long names."""
    first = PAPERS[0]["record"]
    told = first["certificate"]
    own, other = told["holdings"]
    more = [
        {**other, "number": f"SJ371202603{place:04}", "holder": {**other["holder"], "name": name}}
        for place, name in enumerate([LATIN, HAN] * ROWS, 100)
    ]
    [pledge] = told["pledges"]
    whole = {
        **told,
        "holdings": [own, *more],
        "orders": [],
        "pledges": [{**pledge, "amount_fen": "1234567890123"}],
    }
    return {**first, "schema": "datadeed/certificate-paper/2", "certificate": whole}
