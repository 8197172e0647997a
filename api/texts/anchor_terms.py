"""Terms of batches that are anchored: what is signed, and its members."""

from typing import Final

from notarization.verify.report import Message

ANCHORING_ACTS: Final = {
    "anchoring": Message(
        "将登记机构存证日志的根值上链：所含摘要自此可证明不晚于该时存在，不得改动。用印人员签署。",
        "Anchors the root of a registry's log: the digests in it provably existed by then, unchanged. The seal"
        " keeper signs.",
    ),
}
ANCHORING_LABELS: Final = {
    "root": Message("日志根值", "root of the log"),
    "size": Message("日志摘要数", "digests in the log"),
    "previous_root": Message("上次上链的根值", "root anchored last"),
    "previous_size": Message("上次上链的摘要数", "digests anchored last"),
}
