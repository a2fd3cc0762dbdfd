"""What is kept secret at rest: sealed blocks, tags, and blind indexes for look-up."""

from linli.kernel.secrets.blinds import blind, blinds
from linli.kernel.secrets.sealing import Unreadable, digest, mac, seal, seal_json, unseal, unseal_json

__all__ = ["Unreadable", "blind", "blinds", "digest", "mac", "seal", "seal_json", "unseal", "unseal_json"]
