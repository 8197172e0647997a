"""`datadeed stamps show | push | check | export`: the queue of what this installation has stamped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from api.commands.tools import Tools, json_option, pass_tools, show_json, show_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from api.commands.speech import Speech
    from ledger.settings import Settings
    from notarization.timestamps.queue import StampQueue
    from notarization.timestamps.working import Work

LACKING: Final = 3


def command(say: Speech) -> click.Command:
    """Make the group."""

    @click.group(
        "stamps", help=say("本机所制作之物的可信时间戳。", "Time stamps of what is made here.")
    )
    def stamps() -> None:
        pass

    for make in (_show, _push, _check, _export):
        stamps.add_command(make(say))
    return stamps


def _show(say: Speech) -> click.Command:
    about = say(
        "列出待盖、待续盖者与各机构的额度及状况。不联系任何机构。",
        "Show what waits for a time stamp or to be renewed, and how the authorities stand with their"
        " quotas. None is asked.",
    )

    @click.command("show", help=about)
    @json_option(say)
    @pass_tools
    def show(tools: Tools, *, as_json: bool) -> None:
        from api.shaping import time_stamps_shape
        from api.stamps import backlog
        from api.standing import stamps_row
        from api.wiring import wall_clock
        from notarization.timestamps.queue import QUEUE, RENEW

        queue = _queue(tools)
        found = time_stamps_shape(backlog(tools.settings(), wall_clock()))
        waiting = [_thing(queue, key) for key in queue.names(QUEUE)]
        renewing = [_thing(queue, key) for key in queue.names(RENEW)]
        if as_json:
            told = found.model_dump(mode="json")
            show_json({**told, "queue": waiting, "renew": renewing})
            return
        row = stamps_row(found, tools.say.language)
        rows = [(row.name, row.value)]
        for each in found.authorities:
            asked = (
                f"{each.asked_hour}/{each.most_hour or '-'} {each.asked_day}/{each.most_day or '-'}"
            )
            rows.append((each.name, f"{asked} {each.code} {each.after or ''}".rstrip()))
        rows += [(each["kind"], f"{each['name']}  {each['key']}") for each in (*waiting, *renewing)]
        show_rows(rows)

    return show


def _push(say: Speech) -> click.Command:
    about = say(
        "立即为队列中者申请时间戳，并续盖将到期者；仍遵守额度。仍有等待者，退出码为 3。"
        "服务器（datadeed serve）自行办理。",
        "Have stamped now what waits, and renewed what ends soon, within the quotas. Exit code 3 while"
        " something still waits. A server (datadeed serve) does so by itself.",
    )

    @click.command("push", help=about)
    @json_option(say)
    @pass_tools
    def push(tools: Tools, *, as_json: bool) -> int:
        from api.texts.shown import iso
        from notarization.timestamps.working import push as send

        work = _work(tools)
        done = send(work)
        came = [
            {"key": key, "authority": each.authority, "time": iso(each.time)}
            for key, each in done.stamps
        ]
        if as_json:
            show_json({"stamps": came, "waiting": done.waiting, "renewing": done.renewing})
        else:
            words = f"{len(came)}", f"{len(done.waiting)}", f"{len(done.renewing)}"
            click.echo(
                tools.say(
                    "已盖 {}，仍待盖 {}，仍待续盖 {}".format(*words),
                    "{} stamped, {} waiting, {} to renew".format(*words),
                )
            )
            _tell(work.queue, done.waiting)
        return LACKING if done.waiting else 0

    return push


def _check(say: Speech) -> click.Command:
    about = say(
        "逐一查看所存时间戳，将须续盖者放入队列。有时间戳已全部失效者，退出码为 1。",
        "Look through all time stamps that are kept, and put into the queue what is to be renewed."
        " Exit code 1 where the time stamps of something have all ended.",
    )

    @click.command("check", help=about)
    @json_option(say)
    @pass_tools
    def check(tools: Tools, *, as_json: bool) -> int:
        from notarization.timestamps.working import check as look

        work = _work(tools)
        found = look(work)
        if as_json:
            said = {"held": found.held, "renewing": found.renewing, "lapsed": list(found.lapsed)}
            show_json(said)
        else:
            words = f"{found.held}", f"{found.renewing}", f"{len(found.lapsed)}"
            click.echo(
                tools.say(
                    "有效 {}，待续盖 {}，已失效 {}".format(*words),
                    "{} hold, {} to renew, {} lapsed".format(*words),
                )
            )
            _tell(work.queue, found.lapsed)
        return 1 if found.lapsed else 0

    return check


def _export(say: Speech) -> click.Command:
    about = say(
        "写出所盖之物及其时间戳，可用 openssl ts -verify 核验。",
        "Write what was stamped and its time stamps into a folder; openssl ts -verify reads them.",
    )

    @click.command("export", help=about)
    @click.argument("key")
    @click.option(
        "--output",
        type=click.Path(file_okay=False, path_type=Path),
        required=True,
        help=say("写入此文件夹", "Write into this folder"),
    )
    @json_option(say)
    @pass_tools
    def export(tools: Tools, *, key: str, output: Path, as_json: bool) -> None:
        from ledger.whole_file import write_whole
        from notarization.timestamps.errors import StampUnknown

        queue = _queue(tools)
        if key not in queue.known():
            raise StampUnknown(key[:80])
        found = queue.load(key)
        output.mkdir(parents=True, exist_ok=True)
        files = {"data": found.data}
        for series, tokens in found.tokens.items():
            files |= {f"{series}-{at:03}.tsr": each for at, each in enumerate(tokens, 1)}
        for name, data in files.items():
            write_whole(output / name, data)
        told = {"kind": found.kind.value, "name": found.name, "files": sorted(files)}
        if as_json:
            show_json(told)
        else:
            show_rows([(found.kind.value, found.name), *((each, "") for each in sorted(files))])

    return export


def _settings(tools: Tools) -> Settings:
    from api.stamps import is_on

    settings = tools.settings()
    if not is_on(settings):
        raise click.UsageError(
            tools.say(
                "未设置 DATADEED_TIME_AUTHORITIES：本机所制作之物不盖时间戳",
                "DATADEED_TIME_AUTHORITIES is not set: nothing that is made here is stamped",
            )
        )
    return settings


def _queue(tools: Tools) -> StampQueue:
    from notarization.timestamps.queue import StampQueue

    return StampQueue(_settings(tools).stamps)


def _work(tools: Tools) -> Work:
    from api.stamps import work_of
    from api.wiring import wall_clock

    return work_of(_settings(tools), tools.environment, wall_clock)


def _thing(queue: StampQueue, key: str) -> dict[str, Any]:
    from api.texts.shown import iso

    found = queue.load(key)
    return {"key": key, "kind": found.kind.value, "name": found.name, "since": iso(found.since)}


def _tell(queue: StampQueue, keys: Iterable[str]) -> None:
    for key in keys:
        found = queue.load(key)
        click.echo(f"{found.kind.value}  {found.name}  {key}")
