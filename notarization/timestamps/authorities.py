"""The file of the time authorities: who is asked for tokens, and under whose roots they must be.

    {"schema": "datadeed/time-authorities/1", "authorities": [
      {"name": "unitrust", "url": "https://…", "digest": "sha256", "roots": ["unitrust-root.pem"],
       "policies": [], "account": "", "passwordVariable": "",
       "mostPerHour": 60, "mostPerDay": 500}]}

Roots are PEM files beside this one. A password is never in the file: `passwordVariable` names the
variable of the environment that holds it; `account` is the user of HTTP basic authentication.
Either quota may be missing: then there is none. Only a server counts.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from ledger.domain import canonical
from ledger.domain.canonical import CanonicalJsonError
from notarization.timestamps.errors import AuthoritiesMalformed
from notarization.verify.beliefs import TimeAuthority
from notarization.verify.fields import FieldError, Fields

SCHEMA: Final = "datadeed/time-authorities/1"
DIGESTS: Final = ("sha256", "sha512", "sm3")
QUOTAS: Final = ("mostPerHour", "mostPerDay")
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


class _Malformed(FieldError):
    """Carries the member to where AuthoritiesMalformed is raised."""

    code: ClassVar[str] = "AUTHORITIES_MALFORMED"


@dataclass(frozen=True, slots=True)
class Authority:
    """One authority: where it is asked, with which digest, and what its tokens must hold to.

    `trusted.name` is also the name of its series in a package. It is asked at most so often
    `hourly` and `daily` by a server; 0 is without a limit.
    """

    url: str
    digest: str
    trusted: TimeAuthority
    account: str = ""
    password: str = field(default="", repr=False)
    hourly: int = 0
    daily: int = 0

    @property
    def name(self) -> str:
        """What it is called here."""
        return self.trusted.name


def read_authorities(
    path: Path, environment: Mapping[str, str] = os.environ
) -> tuple[Authority, ...]:
    """The authorities of a file, in its order. Raises AuthoritiesMalformed."""
    try:
        fields = Fields(canonical.parse(path.read_bytes()), path.name, error=_Malformed)
        fields.schema(SCHEMA)
        found = tuple(_authority(each, path, environment) for each in fields.each("authorities"))
        fields.end()
    except OSError as fault:
        raise AuthoritiesMalformed(str(path), str(fault.strerror)) from fault
    except CanonicalJsonError as fault:
        raise AuthoritiesMalformed(str(path), fault.code) from fault
    except FieldError as fault:
        raise AuthoritiesMalformed(fault.where, fault.fault) from fault
    names = [each.name for each in found]
    if len(names) != len(set(names)):
        raise AuthoritiesMalformed("authorities", "two have one name")
    return found


def _authority(fields: Fields, path: Path, environment: Mapping[str, str]) -> Authority:
    name, url, digest = fields.text("name"), fields.text("url"), fields.text("digest")
    if not _NAME.fullmatch(name):
        fields.refuse("name", "is not of 1 to 32 small letters, digits and hyphens")
    if not url.startswith(("http://", "https://")):
        fields.refuse("url", "is no http address")
    if digest not in DIGESTS:
        fields.refuse("digest", f"is none of {', '.join(DIGESTS)}")
    roots = tuple(root for each in fields.texts("roots") for root in _roots(fields, path, each))
    if not roots:
        fields.refuse("roots", "is empty")
    trusted = TimeAuthority(name, roots, fields.texts("policies"))
    account, variable = fields.text("account"), fields.text("passwordVariable")
    if variable and variable not in environment:
        fields.refuse("passwordVariable", f"{variable} is not in the environment")
    quotas = [fields.natural(each) if fields.has(each) else 0 for each in QUOTAS]
    fields.end()
    password = environment[variable] if variable else ""
    return Authority(url, digest, trusted, account, password, *quotas)


def _roots(fields: Fields, path: Path, name: str) -> list[bytes]:
    try:
        found = x509.load_pem_x509_certificates((path.parent / name).read_bytes())
    except (OSError, ValueError):
        fields.refuse("roots", f"{name[:60]!r} holds no PEM certificate")
    return [each.public_bytes(Encoding.DER) for each in found]
