"""What the check of a document says, in Chinese and in English."""

from __future__ import annotations

from typing import Final

from api.paper.checking import Agreement, FaceCheck
from api.texts.problems import TITLES
from notarization.paper.marks import Grade, MarkCode
from notarization.verify.report import Message

AGREEMENTS: Final = {
    Agreement.AGREES: Message("与登记簿一致", "Agrees with the register"),
    Agreement.DIFFERS: Message("与登记簿不一致", "Differs from the register"),
    Agreement.UNKNOWN: Message("无法判断", "Unknown"),
}
MEANINGS: Final = {
    Agreement.AGREES: Message(
        "文件所载与登记簿在该区块的记载逐项相同。此后的变化见下。",
        "The document says what the register held at its block. What changed since is below.",
    ),
    Agreement.DIFFERS: Message(
        "请勿据此文件办理：以登记簿的记载为准（《数据产权登记工作指引（试行）》第二十七条）。",
        "Do not rely on this document: the register prevails (NAT-2026 Art. 27).",
    ),
    Agreement.UNKNOWN: Message(
        "登记簿的镜像尚未读到该区块，或该区块尚未终局，请稍后再试。",
        "The mirror has not read this block yet, or it is not final: try again later.",
    ),
}
FACES: Final = {
    FaceCheck.SAME_BYTES: Message(
        "版面与所附数据逐字节相同", "The face is what the attached record makes, byte for byte"
    ),
    FaceCheck.SAME_WORDS: Message(
        "版面文字与所附数据相同（文件字节不同：曾另存、签名或由其他版本制作）",
        "The words are what the attached record makes (other bytes: saved anew, signed, or set by another version)",
    ),
    FaceCheck.DIFFERS: Message(
        "版面文字与所附数据不同", "The face is not what the attached record makes"
    ),
}
DIGEST_DIFFERS: Final = Message(
    "二维码中的摘要不是登记簿就该编号与区块制作的文件的摘要。",
    "The digest in the code is not that of the document that the register makes for this block.",
)
TONES: Final = {Agreement.AGREES: "good", Agreement.DIFFERS: "bad", Agreement.UNKNOWN: "unsure"}

GRADES: Final = {
    Grade.GOOD: Message("电子签名有效", "The signature is good"),
    Grade.INCOMPLETE: Message(
        "电子签名未能核验完全，不得视为有效", "The signature is not checked in full: not good"
    ),
    Grade.BAD: Message("电子签名无效", "The signature is bad"),
    Grade.UNSIGNED: Message("未经电子签名", "Unsigned"),
}
MARKS: Final = {
    MarkCode.SIGNATURE_HOLDS: Message(
        "签名与文件内容相符", "The signature is over these bytes, by the key of its certificate"
    ),
    MarkCode.CONTENT_CHANGED: Message(
        "签名不是对这些内容所作：内容已改动，或签名移自他处",
        "The signature is over other bytes: they were changed, or it comes from elsewhere",
    ),
    MarkCode.SIGNATURE_WRONG: Message(
        "签名不是该证书的密钥所作", "The signature is not by the key of its certificate"
    ),
    MarkCode.SIGNATURE_MISSING: Message(
        "文件称须经签名，却没有签名", "The document is to be signed, and is not"
    ),
    MarkCode.SIGNATURE_UNREADABLE: Message("签名无法读取", "The signature cannot be read"),
    MarkCode.SIGNATURES_MANY: Message("签名不止一个", "There are more signatures than one"),
    MarkCode.FILE_COVERED: Message(
        "签名涵盖整个文件，此后只添加了核验所需的证据",
        "All of the file is signed; nothing was added but evidence",
    ),
    MarkCode.FILE_PARTLY_COVERED: Message(
        "签名只涵盖文件的一部分", "Only a part of the file is signed"
    ),
    MarkCode.EDITED_AFTER: Message("签名后文件被改动", "The file was edited after it was signed"),
    MarkCode.SIGNER_TRUSTED: Message(
        "签名证书由您信任的根签发", "The certificate stands under a root that you trust"
    ),
    MarkCode.SIGNER_NOT_CHECKED: Message(
        "签名证书未核验：信任文件没有给出签名者的根证书",
        "The certificate was not checked: no trust file names roots for signers",
    ),
    MarkCode.SIGNER_UNKNOWN: Message(
        "签名证书不由您信任的根签发", "The certificate stands under no root that you trust"
    ),
    MarkCode.SIGNER_EXPIRED: Message(
        "在可证明的时间，签名证书不在有效期内",
        "The certificate was not valid at the time that is proven",
    ),
    MarkCode.SIGNER_REVOKED: Message("签名证书已被吊销", "The certificate was revoked"),
    MarkCode.SIGNER_NOT_NAMED: Message(
        "签名者不是文件所称的签名人", "The signer is not the one who the document names"
    ),
    MarkCode.TIME_STAMPED: Message("有可信时间戳", "Time-stamped by an authority that you trust"),
    MarkCode.TIME_STAMP_MISSING: Message("没有时间戳", "There is no time stamp"),
    MarkCode.TIME_STAMP_NOT_CHECKED: Message(
        "时间戳未核验：信任文件没有其机构的根证书",
        "The time stamp was not checked: no trust file names its authority",
    ),
    MarkCode.TIME_STAMP_LATE: Message(
        "续盖的时间戳晚于前一时间戳证书的到期：其间的有效性没有证明",
        "A renewal came after the certificate of the time stamp before it had ended: nothing proves the time between",
    ),
    MarkCode.TIME_STAMP_WRONG: Message("时间戳不成立", "A time stamp is false"),
    MarkCode.REVOCATION_EMBEDDED: Message(
        "文件内附证据，证明签名证书未被吊销",
        "The file carries the evidence that the certificate was not revoked",
    ),
    MarkCode.REVOCATION_NOT_PROVEN: Message(
        "文件未附足以证明签名证书未被吊销的证据",
        "The file does not prove that the certificate was not revoked",
    ),
}
GRADE_TONES: Final = {
    Grade.GOOD: "good",
    Grade.INCOMPLETE: "unsure",
    Grade.BAD: "bad",
    Grade.UNSIGNED: "note",
}


def reason(code: str) -> Message:
    """Why a document differs as a whole, or cannot be judged."""
    if code == "DIGEST_DIFFERS":
        return DIGEST_DIFFERS
    return Message(TITLES[code], code)
