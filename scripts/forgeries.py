"""Ways to forge an evidence package, each with the one code that must refuse it.

A forger is as good as he can be without the register: he rebuilds the cover sheet, the manifest and
every digest, so that what refuses him is a head, a proof, a pinned block or a signature. The demo
and the tests use the same list.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import forgeries_form as form
from coincurve import PrivateKey

from ledger.domain.acts import ActKind, Pledge, encode
from ledger.domain.commitments import Disclosure, Withheld
from ledger.domain.dossier import RawAct, act_data, parse_act
from ledger.domain.tombstone import Ground, Tombstone
from ledger.domain.verdict import Result
from notarization.verify import rlp
from notarization.verify.container import read_container
from notarization.verify.header import decode_header
from notarization.verify.package import Evidence, read_package, write_package
from notarization.verify.report import Grade
from notarization.verify.signature import address_of
from notarization.verify.tombstones import Signed

Change = Callable[[Evidence], Evidence]


@dataclass(frozen=True, slots=True)
class Forgery:
    """One way to forge: what it is in Chinese and English, what it gives, what refuses it."""

    name: str
    zh: str
    en: str
    mutate: Callable[[bytes], bytes]
    code: str
    grade: Grade = Grade.REJECTED


def open_package(package: bytes) -> Evidence:
    """The parts of a good package."""
    return read_package(read_container(package))


def rebuilt(change: Change) -> Callable[[bytes], bytes]:
    """A forgery of the parts: sheet, manifest and digests are made anew around it."""
    return lambda package: write_package(change(open_package(package)))


# The dossiers


def _title_acts(evidence: Evidence, change: Callable[[list[RawAct]], list[RawAct]]) -> Evidence:
    title = evidence.certificate.title
    acts = change(list(evidence.dossiers[title]))
    return replace(evidence, dossiers={**evidence.dossiers, title: acts})


def renumbered(act: RawAct, seq: int) -> RawAct:
    """The act under another count."""
    return replace(act, data=act.data[:1] + seq.to_bytes(5) + act.data[6:])


def _pledges(acts: Sequence[RawAct]) -> list[int]:
    found = [place for place, act in enumerate(acts) if act.kind == ActKind.PledgeRecorded]
    if not found:
        raise ValueError("the package shows no pledge")
    return found


def _without_pledge(acts: list[RawAct]) -> list[RawAct]:
    place = _pledges(acts)[0]
    return acts[:place] + acts[place + 1 :]


def _hide_pledge(acts: list[RawAct]) -> list[RawAct]:
    return [renumbered(act, seq) for seq, act in enumerate(_without_pledge(acts), start=1)]


def _swap(acts: list[RawAct]) -> list[RawAct]:
    return [*acts[:-2], acts[-1], acts[-2]]


def _foreign(evidence: Evidence) -> Evidence:
    """An act of the application's dossier, put at the end of the title's."""
    stranger = evidence.dossiers[evidence.certificate.application][-1]
    subject = evidence.certificate.title
    return _title_acts(
        evidence,
        lambda acts: [*acts, renumbered(replace(stranger, subject=subject), len(acts) + 1)],
    )


def _cheaper(acts: list[RawAct]) -> list[RawAct]:
    """A pledge of one yuan instead of what was agreed."""
    place = _pledges(acts)[0]
    act = parse_act(acts[place])
    if not isinstance(act.terms, Pledge):
        raise TypeError(act.kind.name)
    data = act_data(act, encode(replace(act.terms, amount=100)))
    return [*acts[:place], replace(acts[place], data=data), *acts[place + 1 :]]


def unsigned(raw: RawAct) -> RawAct:
    """The act as a relayer alone would have it: no digest, no actor, no signature."""
    act = parse_act(raw)
    body = encode(act.terms) if act.terms else b""
    return replace(raw, data=act_data(replace(act, digest=b"", actors=()), body))


def _unsigned_pledge(acts: list[RawAct]) -> list[RawAct]:
    place = _pledges(acts)[0]
    return [*acts[:place], unsigned(acts[place]), *acts[place + 1 :]]


def _earlier(acts: list[RawAct]) -> list[RawAct]:
    place = _pledges(acts)[0]
    moved = replace(acts[place], time=acts[place].time - 86_400)
    return [*acts[:place], moved, *acts[place + 1 :]]


def _without_bank(evidence: Evidence) -> Evidence:
    """The pledgee's dossier left out, with its proof."""
    acts = evidence.dossiers[evidence.certificate.title]
    terms = parse_act(acts[_pledges(acts)[0]]).terms
    if not isinstance(terms, Pledge):
        raise TypeError(type(terms).__name__)
    return replace(
        evidence,
        dossiers={each: acts for each, acts in evidence.dossiers.items() if each != terms.pledgee},
        heads={each: nodes for each, nodes in evidence.heads.items() if each != terms.pledgee},
    )


# Chain and proofs


def _other_header(evidence: Evidence, field: int, value: bytes) -> Evidence:
    """A header with one field replaced; the claim follows it."""
    fields = [*decode_header(evidence.header).fields]
    fields[field] = value
    return with_header(evidence, rlp.encode(fields))


def with_header(evidence: Evidence, raw: bytes) -> Evidence:
    """The evidence under another header, which the claim names."""
    header = decode_header(raw)
    claim = replace(evidence.claim, number=header.number, hash=header.hash, time=header.timestamp)
    return replace(evidence, header=raw, claim=claim)


def _heads(
    evidence: Evidence, change: Callable[[tuple[bytes, ...]], tuple[bytes, ...]]
) -> Evidence:
    title = evidence.certificate.title
    return replace(evidence, heads={**evidence.heads, title: change(evidence.heads[title])})


def _flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def _trailing_header(evidence: Evidence) -> Evidence:
    return replace(evidence, header=evidence.header + b"\x00")


def _leading_zero(evidence: Evidence) -> Evidence:
    fields = [*decode_header(evidence.header).fields]
    fields[8] = b"\x00" + fields[8]
    return replace(evidence, header=rlp.encode(fields))


def _more_fields(evidence: Evidence) -> Evidence:
    fields = [*decode_header(evidence.header).fields, bytes(32), bytes(32)]
    return replace(evidence, header=rlp.encode(fields))


def _other_register(evidence: Evidence) -> Evidence:
    copy = _flipped(evidence.address, 19)
    register = replace(evidence.claim.register, address=copy)
    return replace(evidence, address=copy, claim=replace(evidence.claim, register=register))


def _other_code(evidence: Evidence) -> Evidence:
    register = evidence.claim.register
    upgraded = replace(register, code_hash=_flipped(register.code_hash, 0))
    return replace(evidence, claim=replace(evidence.claim, register=upgraded))


# What the package says


def _more_shares(evidence: Evidence) -> Evidence:
    certificate = replace(evidence.certificate, shares=(1_000_000, 1_000_000, 1_000_000))
    return replace(evidence, certificate=certificate)


def _other_issue(evidence: Evidence) -> Evidence:
    issued = replace(evidence.certificate.issued, block=evidence.certificate.issued.block + 1)
    return replace(evidence, certificate=replace(evidence.certificate, issued=issued))


def _other_name(evidence: Evidence) -> Evidence:
    """Another data name in the opened record."""
    disclosure = evidence.certificate.disclosure
    if disclosure is None:
        raise ValueError("the package opens no field")
    openings = tuple(
        replace(each, value='"全国车联网轨迹数据集"'.encode()) if each.name == "data_name" else each
        for each in disclosure.openings
    )
    opened = replace(disclosure, openings=openings)
    return replace(evidence, certificate=replace(evidence.certificate, disclosure=opened))


def _erased(evidence: Evidence, leaf: bytes, name: str) -> Evidence:
    """A tombstone for a leaf, signed by the forger in the holder's name."""
    key = PrivateKey(b"\x42" * 32)
    certificate = evidence.certificate
    stone = Tombstone(
        application=certificate.application,
        name=name,
        leaf=leaf,
        ground=Ground.REQUEST,
        time=evidence.claim.time,
        party=certificate.holder,
        account=address_of(key.public_key),
    )
    made = key.sign_recoverable(stone.digest, hasher=None)
    signed = Signed(stone, made[:64] + bytes([made[64] + 27]))
    return replace(evidence, tombstones=(signed,))


def _disclosure(evidence: Evidence) -> Disclosure:
    if evidence.certificate.disclosure is None:
        raise ValueError("the package opens no field")
    return evidence.certificate.disclosure


def _erasure_invented(evidence: Evidence) -> Evidence:
    """A field that was never erased is said to be."""
    disclosure = _disclosure(evidence)
    first = disclosure.withheld[0]
    names = [each.name for each in disclosure.openings]
    before = names[first.position - 1] if first.position else ""
    return _erased(evidence, first.leaf, f"{before}_" if before else "a")


def _erasure_over_mismatch(evidence: Evidence) -> Evidence:
    """A field is taken out, a leaf of the forger's own put in, and said to be erased."""
    disclosure = _disclosure(evidence)
    total = len(disclosure.openings) + len(disclosure.withheld)
    held = {each.position for each in disclosure.withheld}
    place = [each for each in range(total) if each not in held][-1]
    taken, kept = disclosure.openings[-1], disclosure.openings[:-1]
    withheld = sorted(
        (*disclosure.withheld, Withheld(place, b"\x17" * 32)), key=lambda e: e.position
    )
    hidden = Disclosure(kept, tuple(withheld))
    certificate = replace(evidence.certificate, disclosure=hidden)
    return _erased(replace(evidence, certificate=certificate), b"\x17" * 32, taken.name)


def _erasure_elsewhere(evidence: Evidence) -> Evidence:
    """A tombstone for a leaf that the record does not have."""
    return _erased(evidence, b"\x17" * 32, "contacts")


def _other_object(evidence: Evidence) -> Evidence:
    if evidence.object is None:
        raise ValueError("the package holds no digests of the object")
    mark = evidence.object.fingerprint
    other = replace(mark, sm3=_flipped(mark.sm3, 0))
    return replace(evidence, object=replace(evidence.object, fingerprint=other))


def _no_warning(evidence: Evidence) -> Evidence:
    answer = replace(evidence.cover.answer, result=Result.VALID, blocks=(), warnings=())
    return replace(evidence, cover=replace(evidence.cover, answer=answer))


def _later(evidence: Evidence) -> Evidence:
    return replace(evidence, cover=replace(evidence.cover, as_of=evidence.claim.time + 86_400))


def _of(name: str, zh: str, en: str, change: Change, code: str) -> Forgery:
    return Forgery(name, zh, en, rebuilt(change), code)


STORY: Final = (
    _of("act-removed", "删去一笔质押", "a pledge is taken out",
        lambda e: _title_acts(e, _without_pledge), "SEQ_GAP"),
    _of("act-removed-renumbered", "删去质押并重编序号", "a pledge is taken out and hidden",
        lambda e: _title_acts(e, _hide_pledge), "HEAD_MISMATCH"),
    _of("acts-reordered", "调换行为次序", "two acts change places",
        lambda e: _title_acts(e, _swap), "SEQ_GAP"),
    _of("tail-cut", "截去案卷末尾", "the last act is cut off",
        lambda e: _title_acts(e, lambda acts: acts[:-1]), "HEAD_MISMATCH"),
    _of("foreign-act", "插入其他案卷的行为", "an act of another dossier is put in",
        _foreign, "HEAD_MISMATCH"),
    _of("amount-altered", "改低担保金额", "the pledge's amount is altered",
        lambda e: _title_acts(e, _cheaper), "HEAD_MISMATCH"),
    _of("time-altered", "改早质押时间", "the pledge's time is altered",
        lambda e: _title_acts(e, _earlier), "HEAD_MISMATCH"),
    _of("signature-removed", "去掉当事人签名", "the parties' signatures are removed",
        lambda e: _title_acts(e, _unsigned_pledge), "HEAD_MISMATCH"),
    _of("shares-altered", "虚增份额", "the certificate shows more shares",
        _more_shares, "CERTIFICATE_DISAGREES"),
    _of("issue-rebound", "编号改绑其他登记", "the number is bound to another act",
        _other_issue, "CERTIFICATE_BINDING"),
    _of("record-altered", "改动数据名称", "the data get another name",
        _other_name, "RECORD_MISMATCH"),
    _of("erasure-invented", "谎称已依法销毁", "a field is said to be erased that never was",
        _erasure_invented, "TOMBSTONE_UNSIGNED"),
    _of("erasure-over-mismatch", "以销毁为名掩盖改动", "an altered record hides behind an erasure",
        _erasure_over_mismatch, "RECORD_MISMATCH"),
    _of("erasure-elsewhere", "销毁记录另有所指", "a tombstone for a leaf that is not there",
        _erasure_elsewhere, "TOMBSTONE_UNBOUND"),
    _of("object-swapped", "调换数据对象", "the digests are of another object",
        _other_object, "FINGERPRINT_MISMATCH"),
    _of("warning-hidden", "隐去封面提示", "the cover hides a warning",
        _no_warning, "VERDICT_DISAGREES"),
    _of("as-of-later", "封面时间晚于区块", "the cover speaks of a later time",
        _later, "AS_OF_AFTER_BLOCK"),
    Forgery("member-missing", "抽去质权人案卷", "the pledgee's dossier is left out",
            rebuilt(_without_bank), "CLOSURE_MISSING", Grade.INCOMPLETE),
)  # fmt: skip

CHAIN: Final = (
    _of("other-chain", "另一条链", "another chain",
        lambda e: replace(e, claim=replace(e.claim, chain_id=e.claim.chain_id + 1)), "WRONG_CHAIN"),
    _of("other-register", "仿冒的登记簿合约", "a copy of the register at another address",
        _other_register, "WRONG_REGISTER"),
    _of("other-code", "登记簿代码不同", "the register claims other code",
        _other_code, "CODE_NOT_ALLOWED"),
    _of("state-root-replaced", "替换状态根", "the header's state root is replaced",
        lambda e: _other_header(e, 3, bytes(32)), "BLOCK_HASH_MISMATCH"),
    Forgery("other-block", "未受信任的区块", "a block that nobody pinned",
            rebuilt(lambda e: _other_header(e, 8, b"\x7f\xff")), "BLOCK_NOT_PINNED",
            Grade.INCOMPLETE),
    _of("header-trailing-byte", "区块头尾随字节", "a byte after the header",
        _trailing_header, "HEADER_MALFORMED"),
    _of("header-leading-zero", "区块头整数前导零", "a leading zero in the header",
        _leading_zero, "HEADER_MALFORMED"),
    _of("header-more-fields", "区块头字段过多", "a header of unknown fields",
        _more_fields, "HEADER_FIELD_COUNT"),
    _of("account-unproven", "账户未证明", "the account is not proven",
        lambda e: replace(e, account=()), "PROOF_TRUNCATED"),
    _of("account-node-added", "账户证明多余节点", "the account's proof has a node too many",
        lambda e: replace(e, account=(*e.account, e.account[0])), "PROOF_TRAILING_NODES"),
    _of("other-root", "存储根不同", "the slot's proof starts at another root",
        lambda e: _heads(e, lambda nodes: nodes[1:]), "PROOF_NODE_HASH"),
    _of("proof-truncated", "证明被截断", "the slot's proof is cut above the leaf",
        lambda e: _heads(e, lambda nodes: nodes[:-1]), "PROOF_TRUNCATED"),
    _of("proof-reversed", "证明节点倒序", "the slot's proof is reversed",
        lambda e: _heads(e, lambda nodes: nodes[::-1]), "PROOF_NODE_HASH"),
    _of("proof-node-twice", "证明节点重复", "the slot's proof has its leaf twice",
        lambda e: _heads(e, lambda nodes: (*nodes, nodes[-1])), "PROOF_TRAILING_NODES"),
    _of("leaf-flag-altered", "改动叶节点标记", "the leaf's flag is altered",
        lambda e: _heads(e, lambda nodes: (*nodes[:-1], _flipped(nodes[-1], 3))),
        "PROOF_NODE_HASH"),
)  # fmt: skip

FORM: Final = tuple(Forgery(*row) for row in form.ROWS)
FORGERIES: Final[dict[str, Forgery]] = {each.name: each for each in (*STORY, *CHAIN, *FORM)}
