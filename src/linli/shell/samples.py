"""Sample content of the styleguide: nobody's, about nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings

from linli.kernel import clock

TOKENS = {
    "waiting": "等待中",
    "you": "请您补材料",
    "running": "街道审核",
    "due": "还有 2 小时",
    "late": "晚了 1 天",
    "done": "已办结",
    "ended": "已撤回",
}


def shown() -> bool:
    """Only where nothing is real."""
    return bool(settings.REHEARSAL or settings.DEBUG)


def context() -> dict[str, Any]:
    """Moments around now, and the state tokens."""
    now = clock.now()
    return {
        "tokens": TOKENS,
        "soon": now + timedelta(hours=2),
        "later": now + timedelta(days=5),
        "late": now - timedelta(days=1, hours=2),
        "rows": [
            {"due": now - timedelta(days=1, hours=3), "item": "困难残疾人生活补贴", "who": "李建国", "do": "复核意见"},
            {"due": now + timedelta(hours=2), "item": "居住证签注", "who": "Anna Müller", "do": "受理"},
            {"due": now + timedelta(hours=5), "item": "临时救助", "who": "周小琴", "do": "受理"},
            {"due": now + timedelta(days=2), "item": "失业登记", "who": "吴凡", "do": "核对材料"},
            {"due": now + timedelta(days=8), "item": "低保审核确认", "who": "刘桂花", "do": "入户核实"},
        ],
    }
