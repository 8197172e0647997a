"""What a registration is not: said on every page and paper that shows one."""

from typing import Final

from notarization.verify.report import Message

LIMITS: Final = (
    Message(
        "登记不等于数据来源合法、内容真实或价值多少的证明。",
        "Registration is not proof that the data was lawfully obtained, is true, or is worth anything.",
    ),
    Message(
        "登记不等于他人没有更早或更强的权利；同样的数据以另一指纹登记时，此处看不到。",
        "Registration is not proof that nobody has an earlier or better right; the same data under another fingerprint is not seen here.",
    ),
    Message(
        "质押备注不等于质权设立；顺位以动产融资统一登记公示系统的登记时间为准。",
        "A pledge note is not the creation of a security right: rank follows the time in the national movables register.",
    ),
)
