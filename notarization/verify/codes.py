"""Every step of the verifier and every code that it can print, in Chinese and English.

Codes are stable: courts, banks and tests may rely on them. A step that passed prints its own name;
a step that did not prints the code of the fault. docs/evidence-package.md lists all of them.
"""

from enum import IntEnum
from typing import Final

from notarization.verify.enclosure_codes import ENCLOSED
from notarization.verify.report import Message


class Step(IntEnum):
    """The checks, in the order in which they are made."""

    CONTAINER = 1
    MANIFEST = 2
    DIGESTS = 3
    TRUST = 4
    PARTS = 5
    HEADER = 6
    REGISTER = 7
    BLOCK = 8
    ACCOUNT = 9
    HEAD_PROOFS = 10
    HEADS = 11
    REPLAY = 12
    ORDER_IN_TIME = 13
    CLOSURE = 14
    BOOKS = 15
    MANDATES = 16
    LINKS = 17
    ISSUE = 18
    CERTIFICATE = 19
    RECORD = 20
    OBJECT = 21
    COVER = 22
    AS_OF = 23
    VERDICT = 24
    BEYOND = 25
    TIME_STAMPS = 26
    SIGNED_VERDICT = 27
    CONTENTS = 28
    ORIGIN = 29
    RULES = 30
    REDACTION = 31
    CUSTODY = 32
    COUNTERSIGNATURES = 33
    ALGORITHMS = 34
    BATCHES = 35


# 27 is made where the reader brings a verdict, 28 to 32 for version 2, 35 where there are proofs of
# batches, the rest for every package
SECOND: Final = frozenset(step for step in Step if Step.CONTENTS <= step <= Step.CUSTODY)
ALWAYS: Final = frozenset(Step) - SECOND - {Step.SIGNED_VERDICT, Step.BATCHES}


STEPS: Final[dict[Step, Message]] = {
    Step.CONTAINER: Message("证据包容器格式唯一", "the container has its one form"),
    Step.MANIFEST: Message(
        "清单规范且与文件一致", "the manifest is canonical and lists every file"
    ),
    Step.DIGESTS: Message("各文件 SHA-256 与 SM3 均相符", "SHA-256 and SM3 of every file agree"),
    Step.TRUST: Message("核验方信任文件可读", "the verifying party's trust file is readable"),
    Step.PARTS: Message("各文件符合格式", "every file has its format"),
    Step.HEADER: Message("区块头格式与编号相符", "the block header is well formed and as numbered"),
    Step.REGISTER: Message("链与登记簿为所信任者", "chain and register are those that are trusted"),
    Step.BLOCK: Message("区块为所信任者", "the block is one that is trusted"),
    Step.ACCOUNT: Message("登记簿账户及代码已证明", "the register's account and code are proven"),
    Step.HEAD_PROOFS: Message(
        "各案卷摘要头的存储已证明", "the slot of every dossier's head is proven"
    ),
    Step.HEADS: Message("各案卷完整且未改动", "every dossier is whole and unaltered"),
    Step.REPLAY: Message("按规则重演每一行为", "every act follows from its terms and the rules"),
    Step.ORDER_IN_TIME: Message(
        "行为的区块与时间有序", "blocks and times of the acts are in order"
    ),
    Step.CLOSURE: Message("所依据的案卷齐全", "every dossier that the answer rests on is here"),
    Step.BOOKS: Message("执行行为的合约代码为所信任者", "the code of every acting book is trusted"),
    Step.MANDATES: Message("签名与权限逐一核验", "every signature and mandate holds"),
    Step.LINKS: Message("案卷之间互相印证", "linked dossiers agree both ways"),
    Step.ISSUE: Message("登记与申请一致", "the title is what its application asked for"),
    Step.CERTIFICATE: Message("凭证与重演结果一致", "the certificate is what the dossiers say"),
    Step.RECORD: Message("披露内容与登记摘要一致", "opened fields belong to the registered record"),
    Step.OBJECT: Message("数据对象指纹一致", "the object's digests give its fingerprint"),
    Step.COVER: Message("封面与内容一致", "the cover says what the package holds"),
    Step.AS_OF: Message("截止时间在区块之内", "the time asked for is covered by the block"),
    Step.VERDICT: Message("结论重算一致", "the verdict was worked out anew and agrees"),
    Step.BEYOND: Message("附加文件", "what else is in the package"),
    Step.TIME_STAMPS: Message("可信时间戳", "trusted time stamps"),
    Step.SIGNED_VERDICT: Message(
        "登记机构签署的核验结论与重算一致",
        "the verdict that the registry signed was worked out anew and agrees",
    ),
    Step.CONTENTS: Message("内容目录十四项", "the fourteen parts"),
    Step.ORIGIN: Message("上链之前的来源材料", "the origin file of the time before the chain"),
    Step.RULES: Message("规则集为登记所载明者", "the rule profile is the one that the title names"),
    Step.REDACTION: Message(
        "遮蔽清单与登记摘要一致", "the redaction manifest keeps every withheld commitment"
    ),
    Step.CUSTODY: Message("保管记录前后相连", "the custody log is one chain"),
    Step.COUNTERSIGNATURES: Message("国密副署", "SM2 countersignatures"),
    Step.ALGORITHMS: Message(
        "所用密码算法当时均可接受", "every algorithm was accepted when it was used"
    ),
    Step.BATCHES: Message("成批存证的证明", "proofs of batches"),
}

NOT_REACHED: Final = Message("因前项未通过而未核验", "not reached after the failure above")

# Faults of the package's form.
_FORM: Final[dict[str, Message]] = {
    "CONTAINER_INVALID": Message("容器不是唯一规范形式", "the container is not in its one form"),
    "MANIFEST_NOT_CANONICAL": Message("清单不是规范 JSON", "the manifest is no canonical JSON"),
    "MANIFEST_MALFORMED": Message("清单结构不符", "the manifest has another shape"),
    "MANIFEST_SCHEMA_UNKNOWN": Message("清单版本未知", "the manifest's version is unknown"),
    "FILE_MISSING": Message("缺少文件", "a file is missing"),
    "FILE_UNLISTED": Message("文件未列入清单", "a file is not listed"),
    "FILE_UNKNOWN": Message("文件不属于本格式", "a file has no place in the format"),
    "DIGEST_MISMATCH": Message("文件与清单摘要不符", "a file is not what the manifest says"),
    "PART_NOT_CANONICAL": Message("文件不是规范 JSON", "a file is no canonical JSON"),
    "PART_TOO_LARGE": Message("JSON 内容过多", "there is too much to read as JSON"),
    "PART_MALFORMED": Message("文件成员不符合格式", "a file's member is not of its format"),
    "TRUST_MALFORMED": Message("信任文件无法读取", "the trust file cannot be read"),
    "PINS_DISAGREE": Message("信任文件对同一区块有两个哈希", "the trust file pins one block twice"),
    "NUMBER_MALFORMED": Message("凭证编号格式错误", "a certificate number is malformed"),
}
# Faults of proofs of batches.
_BATCH: Final[dict[str, Message]] = {
    "BATCH_MALFORMED": Message("不是批次证明", "this is no proof of a batch"),
    "BATCH_DIGEST_DIFFERS": Message("证明的是另一摘要", "the proof is of another digest"),
    "BATCH_UNBOUND": Message(
        "所证摘要不是本包任何文件、清单或数据对象的",
        "the proof is of no file of this package, nor of its manifest, nor of its object",
    ),
    "BATCH_ROOT_DIFFERS": Message(
        "路径不通向所载根值：摘要不在日志的该处",
        "the path leads to another root: the digest is not in the log there",
    ),
    "BATCH_NOT_ANCHORED": Message(
        "登记簿上该大小的根值不同或不存在", "the register holds another root for this size, or none"
    ),
    "BATCH_LOGS_DIFFER": Message("两处根值不属同一日志的先后", "the roots are not of one log"),
}
# Faults of chain and proof.
_CHAIN: Final[dict[str, Message]] = {
    "HEADER_MALFORMED": Message("区块头编码不规范", "the header is no strict RLP"),
    "HEADER_FIELD_COUNT": Message("区块头字段数未知", "the header has an unknown number of fields"),
    "BLOCK_DISAGREES": Message("区块头与所称区块不符", "the header is not of the block claimed"),
    "WRONG_CHAIN": Message("不是所信任的链", "this is another chain than the trusted one"),
    "WRONG_REGISTER": Message("不是所信任的登记簿合约", "this is another register"),
    "BLOCK_NOT_PINNED": Message("核验方未信任该区块", "the verifying party trusts no such block"),
    "BLOCK_HASH_MISMATCH": Message(
        "区块哈希与所信任者不同", "the block's hash is not the trusted one"
    ),
    "QUORUM_NOT_REACHED": Message(
        "签封区块的验证节点不足法定数", "too few validators sealed the block"
    ),
    "SEAL_BY_NON_VALIDATOR": Message(
        "签封不是所信任的验证节点所作", "a seal is none of a trusted validator"
    ),
    "DUPLICATE_SEAL": Message("同一验证节点重复签封", "a validator sealed the block twice"),
    "VALIDATORS_DISAGREE": Message(
        "区块所列验证节点与所信任者不同", "the block names other validators than the trusted ones"
    ),
    "VALIDATOR_SET_UNPROVEN": Message(
        "核验方未信任该区块时的验证节点",
        "the verifying party trusts no validators of so early a block",
    ),
    "UNSUPPORTED_CURVE": Message(
        "本版本不能核验该曲线上的签封", "this version cannot judge seals on this curve"
    ),
    "NOTE_SIGNATURE_WRONG": Message(
        "签名文本上的签名不是所称密钥所作", "a note's signature is not the key's that it names"
    ),
    "CHECKPOINT_MALFORMED": Message("检查点证明不规范", "a checkpoint's proof is malformed"),
    "CHECKPOINT_MISMATCH": Message(
        "检查点日志该处所载不是本区块", "the log holds another entry than this block there"
    ),
    "LOG_INCONSISTENT": Message(
        "日志对同一大小签署了两个不同的树：日志作伪的证据，两份文件均应保全",
        "the log signed two trees of one size: proof that it deceives, keep both files",
    ),
    "WITNESS_QUORUM": Message(
        "见证检查点的可信见证方不足", "too few trusted witnesses have seen the checkpoint"
    ),
    "CHECKPOINT_UNTRUSTED": Message(
        "检查点不出自所信任的日志", "the checkpoint is of no trusted log"
    ),
    "ACCOUNT_ABSENT": Message("该地址没有账户", "there is no account at the address"),
    "ACCOUNT_MALFORMED": Message("账户内容不规范", "the account is malformed"),
    "CODE_NOT_ALLOWED": Message("合约代码不在信任之列", "the code is none that is trusted"),
    "PROOF_NODE_HASH": Message("证明节点与上级不符", "a proof node is not the one named above it"),
    "PROOF_TRUNCATED": Message("证明被截断", "the proof ends before its answer"),
    "PROOF_TRAILING_NODES": Message("证明有多余节点", "nodes follow after the proof's answer"),
    "PROOF_NODE_MALFORMED": Message("证明节点不规范", "a proof node has no canonical form"),
    "SLOT_MALFORMED": Message("存储值不规范", "the proven slot is malformed"),
    "NON_CANONICAL_ZERO_LEAF": Message("存储树含零值叶", "the trie keeps a leaf for zero"),
    "BOOK_NOT_NAMED": Message(
        "作出行为的合约未列入 chain/profile.json",
        "a book that performed an act is not named in chain/profile.json",
    ),
    "PROOFS_DISAGREE": Message("证明与案卷不一一对应", "proofs and dossiers are not the same ones"),
}
# Faults of the dossiers.
_DOSSIERS: Final[dict[str, Message]] = {
    "SEQ_GAP": Message("案卷行为序号不连续", "an act is missing, doubled or out of order"),
    "HEAD_MISMATCH": Message("案卷摘要头与登记簿不符", "the dossier is not the register's"),
    "ACT_MALFORMED": Message("行为数据不规范", "the bytes of an act are malformed"),
    "ABI_MALFORMED": Message("行为内容编码不规范", "the body of an act is malformed"),
    "ACT_KIND_UNKNOWN": Message(
        "未知的行为种类，不予跳过", "an act's kind is unknown: not skipped"
    ),
    "SUBJECT_WRONG": Message("行为不属于该案卷", "an act cannot stand in this dossier"),
    "SUBJECT_MALFORMED": Message("案卷标识不规范", "an id names no subject"),
    "REPLAY_MISMATCH": Message("行为结果与规则不符", "an act left other words than the rules give"),
    "RULE_BROKEN": Message("行为违反登记规则", "an act breaks a rule of the register"),
    "WORD_MALFORMED": Message("登记簿字不规范", "a word of the register has no reading"),
    "TIME_DISORDER": Message("行为时间或区块颠倒", "acts are out of order in block or time"),
    "CLOSURE_MISSING": Message("缺少所依据的案卷", "a dossier that the answer rests on is missing"),
    "DOSSIER_UNNEEDED": Message("含有不需要的案卷", "a dossier is here that nothing rests on"),
    "LINK_DISAGREES": Message("关联案卷不能互相印证", "linked dossiers do not agree"),
}
# Faults of mandates.
_MANDATES: Final[dict[str, Message]] = {
    "SIGNATURE_WRONG": Message("签名不是该账户所作", "a signature is not the account's"),
    "DIGEST_WRONG": Message("所签内容与行为不符", "what was signed is not what the log carries"),
    "ACCOUNT_NOT_LIVE": Message(
        "账户当时无权代表该主体", "the account did not act for its party then"
    ),
    "ROLE_NOT_HELD": Message("经办人当时无此职责", "the role was not held at that time"),
    "SIGNER_MISSING": Message("缺少应有的签名", "a signature is missing that the act needs"),
    "PARTY_SEQ_WRONG": Message("主体案卷计数不符", "the party's count was another at that time"),
    "CONSENT_REVOKED": Message("该同意已被撤回", "the consent had been revoked"),
    "STAFF_IS_AGENT": Message(
        "经办人是或曾是申请人的代理人", "a clerk is or was an agent of the applicant"
    ),
    "OFFICER_MISSING": Message(
        "缺少该主体首席数据官的共同签名", "the party's officer did not sign beside it"
    ),
    "OFFICER_ALONE": Message("首席数据官的账户不得单独签名", "an officer's account signed alone"),
    "SIGNED_AFTER_REVOCATION": Message(
        "经办人密钥自生效日起已被吊销，此后的签署须重新审查",
        "signed after the effect date of a revocation of the clerk's key: to be re-examined",
    ),
    "BOOK_NOT_ADMITTED": Message("合约当时无权作出该行为", "the book was not admitted for the act"),
    "CONDITION_BROKEN": Message(
        "依其他案卷，该行为当时不得作出", "by another dossier the act could not be entered then"
    ),
    "REGISTER_VOUCHES": Message(
        "由登记簿自身记载，无签名可核验", "the register alone vouches for these: no signature"
    ),
    "CONTRACT_SIGNATURE": Message(
        "合约账户签名（EIP-1271）不能离线核验",
        "signed by contracts (EIP-1271): not checkable offline",
    ),
}
# Faults of content.
_CONTENT: Final[dict[str, Message]] = {
    "ISSUE_DISAGREES": Message("登记与申请不一致", "title and application do not agree"),
    "RECORD_MISMATCH": Message("披露内容与登记摘要不符", "opened fields are not the record's"),
    "NOTICE_MALFORMED": Message(
        "公示内容无法读取，未公开任何登记事项",
        "a notice cannot be read: it opened nothing of the record",
    ),
    "NOTICE_MISMATCH": Message(
        "公示内容与登记摘要不符", "the notice's fields are not the record's"
    ),
    "RULES_NOT_KNOWN": Message(
        "本版本没有该摘要的规则集，各期限未重算",
        "no rule profile of this digest comes with this version: no deadline was worked out",
    ),
    "RULES_INCOMPLETE": Message(
        "规则集未载明该期限，各期限未重算",
        "the rule profile does not say how long this period is: no deadline was worked out",
    ),
    "DEADLINE_DIFFERS": Message(
        "登记的截止时间与规则集不同，规则集为", "the deadline is not the rules' own, which is"
    ),
    "DEADLINE_PASSED": Message("该期限已逾期，规则集为", "this period was over, by the rules"),
    "RENEWAL_OUT_OF_WINDOW": Message(
        "续期不在规则集的申请期间内提出，期间为",
        "a renewal was filed outside the rules' own window, which is",
    ),
    "RECORD_NOT_OPENED": Message("本包未披露登记内容", "the package opens no field of the record"),
    "FIELD_ERASED": Message(
        "该项已由登记机构工作人员依法销毁并签名，不再披露，理由",
        "erased by the registry's staff and signed for, so that it is not opened, ground",
    ),
    "TOMBSTONE_UNBOUND": Message(
        "销毁记录所指的不是本登记内容中未披露的承诺",
        "a tombstone is for no commitment that this record withholds",
    ),
    "TOMBSTONE_UNSIGNED": Message(
        "销毁记录并非登记机构工作人员当时所签",
        "a tombstone was not signed by the registry's staff of that time",
    ),
    "CERTIFICATE_ABSENT": Message("当时无此凭证", "there was no such certificate at that time"),
    "CERTIFICATE_BINDING": Message("编号与签发行为不符", "the number was given by another act"),
    "CERTIFICATE_DISAGREES": Message(
        "凭证与案卷不符", "the certificate is not what the dossiers say"
    ),
    "FINGERPRINT_MALFORMED": Message("数据对象摘要不规范", "the object's digests are malformed"),
    "FINGERPRINT_MISMATCH": Message(
        "数据指纹不符", "the object's digests give another fingerprint"
    ),
    "OBJECT_NOT_OPENED": Message(
        "本包未附数据对象摘要", "the package holds no digests of the object"
    ),
    "COVER_DISAGREES": Message("封面与内容不符", "the cover says other things than the package"),
    "AS_OF_AFTER_BLOCK": Message("封面截止时间晚于区块", "the cover's time lies after its block"),
    "AS_OF_NOT_COVERED": Message("截止时间晚于区块时间", "the time lies after the block"),
    "MADE_BEFORE_BLOCK": Message(
        "封面所载制作时间早于本包的区块，不可能属实",
        "the cover says that the package was made before its own block, which cannot be",
    ),
    "VERDICT_DISAGREES": Message(
        "封面结论与重算不符", "the cover's verdict is not the one worked out"
    ),
    "VERDICT_FILE_MALFORMED": Message(
        "核验结论文件不符合格式", "the file of the signed verdict is malformed"
    ),
    "VERDICT_FILE_UNSIGNED": Message(
        "核验结论的签名不是所称账户所作", "the verdict is not signed by the account that it names"
    ),
    "VERDICT_FILE_ELSEWHERE": Message(
        "核验结论所指的链、登记簿、权属或区块不在本包范围内",
        "the signed verdict speaks of what this package cannot answer",
    ),
    "VERDICT_FILE_SIGNER": Message(
        "签署人当时不是该登记机构", "the signer was not the registry's institution then"
    ),
    "VERDICT_FILE_DIFFERS": Message(
        "核验结论与按当时区块重算的不同", "the dossiers give another verdict as of that block"
    ),
    "NOT_EXAMINED": Message("未核验该文件", "this file is not examined"),
}
# Faults of time stamps.
_TIME: Final[dict[str, Message]] = {
    "TSA_MALFORMED": Message("时间戳不规范", "a time stamp is malformed"),
    "TSA_IMPRINT_MISMATCH": Message(
        "时间戳所盖的是别的内容", "a time stamp is over something else"
    ),
    "TSA_EKU": Message(
        "签发时间戳的证书不是专用于时间戳",
        "a time stamp's certificate is not for time stamps alone",
    ),
    "TSA_SIGNATURE_WRONG": Message(
        "时间戳不是所示机构所签，或其证书当时不成立",
        "a time stamp is not by the authority that it shows, or its certificates did not hold",
    ),
    "TSA_CHAIN_GAP": Message("时间戳的续盖有缺漏", "the renewals of a time stamp have a gap"),
    "TSA_BEFORE_BLOCK": Message(
        "时间戳早于其所证明的区块", "a time stamp is older than the block that it covers"
    ),
    "MADE_AFTER_STAMP": Message(
        "封面所载制作时间晚于本包的可信时间戳，不可能属实",
        "the cover says that the package was made after it was time-stamped, which cannot be",
    ),
    "TSA_UNTRUSTED": Message(
        "核验方未信任该时间戳机构，不予计入",
        "the verifying party trusts no such authority: the time stamp counts for nothing",
    ),
    "TSA_POLICY": Message(
        "核验方未信任该时间戳策略，不予计入",
        "the verifying party trusts no such policy: the time stamp counts for nothing",
    ),
    "UNSUPPORTED_TSA_ALG": Message(
        "本版本不能核验该时间戳的算法，不予计入",
        "this version cannot judge the time stamp's algorithm: it counts for nothing",
    ),
    "POLICY_UNMET": Message(
        "为区块与时间作证者少于核验方策略所要求",
        "what vouches for block and time is less than the reader's policy wants",
    ),
    "TSA_MISSING": Message(
        "所信任机构的时间戳不足", "too few trusted authorities have stamped the package"
    ),
}
# Faults of countersignatures.
_COUNTERSIGNED: Final[dict[str, Message]] = {
    "SM2_MALFORMED": Message(
        "副署文件不符合格式", "the file of the countersignatures is malformed"
    ),
    "SM2_MANIFEST_MISMATCH": Message(
        "副署的不是本清单", "the countersignatures are over another manifest"
    ),
    "SM2_SIGNATURE_WRONG": Message(
        "副署不是所示公钥所作", "a countersignature is not the key's that it names"
    ),
    "SM2_BEFORE_BLOCK": Message(
        "副署所称时间早于其所证明的区块", "a countersignature says it is older than its block"
    ),
    "SM2_UNTRUSTED": Message(
        "核验方未信任该副署公钥，不予计入",
        "the verifying party trusts no such key: the countersignature counts for nothing",
    ),
    "SM2_OUTSIDE_WINDOW": Message(
        "核验方不信任该公钥当时的副署，不予计入",
        "the verifying party trusts the key for another time: the countersignature counts for"
        " nothing",
    ),
}
_ALGORITHMS: Final[dict[str, Message]] = {
    "ALGORITHM_NOT_ACCEPTED": Message(
        "该密码算法当时不可接受，不予计入",
        "this algorithm was not accepted then: what was made with it counts for nothing",
    ),
}
_LEAVES: Final[dict[str, Message]] = {
    "COMMITMENT": Message("披露字段不规范", "an opened field is malformed"),
    "JSON": Message("JSON 不规范", "JSON without a canonical form"),
}
CODES: Final[dict[str, Message]] = {
    **_FORM,
    **_BATCH,
    **_CHAIN,
    **_DOSSIERS,
    **_MANDATES,
    **_CONTENT,
    **_TIME,
    **_COUNTERSIGNED,
    **_ALGORITHMS,
    **ENCLOSED,
    **_LEAVES,
}


def message_of(code: str) -> Message:
    """The sentence of a code; children of COMMITMENT and JSON share one."""
    if code in CODES:
        return CODES[code]
    return CODES["JSON" if code.startswith("JSON") else "COMMITMENT"]
