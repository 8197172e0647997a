"""What is wrong with a mirror or its database, in Chinese, by code."""

from typing import Final

MIRROR: Final = {
    "MIRROR": "镜像无法继续。",
    "MIRROR_AHEAD_OF_CHAIN": "链上没有镜像已读取的区块：若链已重建，请运行 `datadeed mirror rebuild --from-chain` 重新读取。",
    "FORK_BELOW_FINALITY": "链改变了已终局的区块：此前的答复可能有误，镜像已停止。",
    "ENDPOINTS_DIFFER": "两个链节点在同一高度的区块不同：在其一致之前不再读取。",
    "NODE_BEHIND": "链节点缺少镜像已读取的区块，这些区块可能被撤回：等待节点。",
    "LOG_FOREIGN": "登记簿的一条日志未指明卷宗，既无处可记，也不得遗漏：镜像已停止。",
    "LOG_UNREADABLE": "登记簿的一条日志不是本版本认识的登记行为。",
    "RANGE_MOVED": "读取期间链发生了变化，或其节点互不一致：将重新读取。",
    "REGISTER_DIFFERS": "该数据库镜像的是另一登记簿：DATADEED_DATABASE_URL 应指向本登记簿自己的数据库。",
    "TOPICS_MALFORMED": "日志的主题不是登记行为的格式。",
    "QUERY": "该问题没有答案。",
    "STORE": "镜像数据库的状态不对。",
    "STORE_UNAVAILABLE": "镜像数据库暂不可用。",
    "COMMIT_UNCLEAR": "提交时与数据库的连接中断：或全部写入，或全未写入；请先查看，再决定是否重试。",
    "TABLES_MISSING": "数据库中没有所需的表：地址有误，或尚未运行过 `datadeed mirror follow`。",
    "VALUE_REFUSED": "数据库无法保存其中一个值，例如含空字符（NUL）的文字；未写入任何内容。",
    "ADDRESS_WRONG": "数据库地址无意义，应为 sqlite:///文件 或 postgresql://……。",
    "ENCODING_WRONG": "数据库字符编码须为 UTF8，请以 ENCODING 'UTF8' 重建。",
    "MIRROR_BUSY": "另一进程正在跟随该数据库，请先停止它。",
    "REPLAYER_LOST": "并行重演的进程已退出，该批由主进程重做。",
    "REBUILD_STOPPED": "重建镜像时被要求停止，未写入任何内容。",
    "MIRROR_OVERTAKEN": "另一进程已推进镜像，本次未写入，请重读。",
    "SCHEMA_DIFFERS": "数据库结构与本版本不符：`datadeed mirror follow` 会补上。",
    "SCHEMA_NEWER": "数据库结构属于更新的版本，只能由该版本使用。",
    "REVISION_UNKNOWN": "数据库结构没有退回该版本的途径：它不是此前的任何一个版本。",
    "TABLE_UNKNOWN": "数据库中没有这个名称的表；未作任何改动。",
    "DOWNGRADE_LOSES": "较早版本没有地方存放这些表中的若干行，链上也无从恢复；未作任何改动。请先备份数据库，再以 --lose 逐一指明可舍弃的表。",
    "CURSOR_MISSING": "镜像尚未读取过链，无从回答。",
}
