"""`datadeed trust`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.commands.tools import F, Tools, json_option, options, pass_tools, show_json, show_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.commands.speech import Speech
    from notarization.verify.beliefs import CheckpointTrust, Countersigner, Qbft, TimeTrust


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "从您自己的节点与链配置生成信任文件。它只应来自您自己信任的来源，绝不随证据包取得。",
        "Write a trust file from your own node and chain profile. It must come from a source that"
        " you trust, never with a package.",
    )

    @click.command("trust", help=about)
    @_options(say)
    @json_option(say)
    @pass_tools
    def trust(  # noqa: PLR0913 (one parameter an option)
        tools: Tools,
        *,
        blocks: tuple[int, ...],
        output: Path,
        authorities: Path | None,
        stamps: int,
        validators: tuple[str, ...],
        since: int,
        log: str,
        witnesses: tuple[str, ...],
        quorum: int,
        signers: Path | None,
        countersigners: tuple[str, ...],
        as_json: bool,
    ) -> None:
        pinned = _write(
            tools,
            output,
            blocks,
            time=_time(tools, authorities, stamps),
            qbft=_qbft(validators, since),
            checkpoints=_checkpoints(tools, log, witnesses, quorum),
            signers=_signers(signers),
            countersigners=_countersigners(tools, countersigners),
        )
        shown = {"trust": str(output), "blocks": pinned}
        if as_json:
            show_json(shown)
        else:
            show_rows(list(shown.items()))

    return trust


def _write(tools: Tools, output: Path, blocks: tuple[int, ...], **believed: Any) -> list[int]:
    """The trust file, of the node that is asked now; and the blocks that it pins."""
    from ledger.chain.check import check_profile, final_block
    from ledger.chain.client import Web3Chain
    from ledger.chain.profile import load
    from ledger.whole_file import write_whole
    from notarization.trust_file import trust_in
    from notarization.verify.trust import dump_trust

    settings = tools.settings()
    chain, profile = Web3Chain(settings.rpc_url), load(settings.profile)
    check_profile(chain, profile)
    pinned = blocks or (final_block(chain, profile.finality),)
    write_whole(output, dump_trust(replace(trust_in(chain, profile, *pinned), **believed)))
    return list(pinned)


def _time(tools: Tools, authorities: Path | None, stamps: int) -> TimeTrust:
    from notarization.timestamps.authorities import read_authorities
    from notarization.verify.beliefs import TimeTrust

    known = read_authorities(authorities, tools.environment) if authorities else ()
    if stamps > len(known):
        raise click.UsageError(
            tools.say(
                f"--stamps {stamps} 多于所信任的时间戳机构（{len(known)}）",
                f"--stamps {stamps} is more than there are trusted authorities ({len(known)})",
            )
        )
    return TimeTrust(tuple(each.trusted for each in known), stamps)


def _qbft(validators: tuple[str, ...], since: int) -> Qbft | None:
    from api.parse import account
    from notarization.verify.beliefs import Epoch, Qbft

    named = frozenset(map(account, validators))
    return Qbft((Epoch(since, named),)) if named else None


def _signers(file: Path | None) -> tuple[bytes, ...]:
    from notarization.paper.certificates import read_certificates

    return tuple(each.dump() for each in read_certificates(file)) if file else ()


def _countersigners(tools: Tools, named: tuple[str, ...]) -> tuple[Countersigner, ...]:
    from notarization.verify import sm2
    from notarization.verify.beliefs import Countersigner

    found = []
    for each in named:
        name, _, text = each.rpartition("=")
        try:
            key = bytes.fromhex(text.removeprefix("0x"))
        except ValueError:
            key = b""
        if not name or not sm2.is_key(key):
            raise click.UsageError(
                tools.say(
                    f"--countersigner {each} 不是 名称=SM2 公钥（0x04 与 128 位十六进制数字）",
                    f"--countersigner {each} is no NAME=SM2 public key (0x04, 128 hex digits)",
                )
            )
        found.append(Countersigner(name, key))
    return tuple(found)


def _checkpoints(
    tools: Tools, log: str, witnesses: tuple[str, ...], quorum: int
) -> CheckpointTrust | None:
    from notarization.verify.beliefs import CheckpointTrust
    from notarization.verify.note import parse_key

    if not log:
        return None
    if quorum > len(witnesses):
        raise click.UsageError(
            tools.say(
                f"--quorum {quorum} 多于所信任的见证方（{len(witnesses)}）",
                f"--quorum {quorum} is more than there are witnesses ({len(witnesses)})",
            )
        )
    return CheckpointTrust(parse_key(log), tuple(map(parse_key, witnesses)), quorum)


def _options(say: Speech) -> Callable[[F], F]:
    return options(
        click.option(
            "--block",
            "blocks",
            type=click.IntRange(0),
            multiple=True,
            help=say(
                "要固定的区块（默认最新的终局区块）",
                "A block to pin (default: the newest final one)",
            ),
        ),
        click.option(
            "--output",
            type=click.Path(dir_okay=False, path_type=Path),
            default=Path("trust.json"),
            show_default=True,
            help=say("写入的文件", "The file to write"),
        ),
        _beliefs(say),
    )


def _beliefs(say: Speech) -> Callable[[F], F]:
    """Whom the reader believes beside the blocks that he pins."""
    return options(
        click.option(
            "--authorities",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help=say(
                "您信任的时间戳机构文件：其根证书与策略写入信任文件",
                "A file of time authorities whose roots and policies you trust",
            ),
        ),
        click.option(
            "--stamps",
            type=click.IntRange(0, 99),
            default=0,
            show_default=True,
            help=say(
                "证据包至少须有几家所信任机构的时间戳",
                "How many trusted authorities must have stamped a package",
            ),
        ),
        click.option(
            "--validator",
            "validators",
            metavar="ADDRESS",
            multiple=True,
            help=say(
                "您信任的验证节点地址（QBFT），每个一次：其三分之二签封的区块无须固定",
                "A validator that you trust (QBFT), once for each: a block that two thirds sealed"
                " needs no pin",
            ),
        ),
        click.option(
            "--since",
            type=click.IntRange(0),
            default=0,
            show_default=True,
            help=say("这些验证节点自哪一区块起", "From which block on these are the validators"),
        ),
        _log(say),
        _countersigner(say),
        click.option(
            "--signers",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help=say(
                "您信任的根证书（PEM）：签署纸质文件者的证书须由其签发",
                "Root certificates (PEM) that you trust for those who sign documents on paper",
            ),
        ),
    )


def _countersigner(say: Speech) -> Callable[[F], F]:
    return click.option(
        "--countersigner",
        "countersigners",
        metavar="NAME=KEY",
        multiple=True,
        help=say(
            "您信任的副署方及其 SM2 公钥，每把一次；有效期可在信任文件中改写",
            "A countersigner that you trust and its SM2 key, once for each key; edit the file to"
            " bound the time for which it is trusted",
        ),
    )


def _log(say: Speech) -> Callable[[F], F]:
    return options(
        click.option(
            "--log",
            metavar="KEY",
            default="",
            help=say("您信任的检查点日志的公钥", "The key of a checkpoint log that you trust"),
        ),
        click.option(
            "--witness",
            "witnesses",
            metavar="KEY",
            multiple=True,
            help=say("您信任的见证方的公钥，每个一次", "A witness that you trust, once for each"),
        ),
        click.option(
            "--quorum",
            type=click.IntRange(0),
            default=0,
            show_default=True,
            help=say("检查点至少须有几家见证", "How many of them must have cosigned"),
        ),
    )
