"""Looks at how the server of a centre is set up: its version, its log, and who may knock on it.

What concerns strangers on the network is asked only of a server that listens to more than its own
computer; the server of the demonstration does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psycopg import Connection

from seatapp.admin.centre_lint import Check, Finding
from seatapp.text import _

OLDEST_VERSION = 15

# The newest minor release of each version when this program was made (November 2026). An older one
# has faults that are described in public.
KNOWN_MINORS = {15: 20, 16: 16, 17: 12, 18: 6}

REACHED = r"""
    EXISTS (SELECT FROM regexp_split_to_table(current_setting('listen_addresses'), '\s*,\s*') place
            WHERE place NOT IN ('', 'localhost', '127.0.0.1', '::1'))
"""

CHECKS = (
    Check(
        # The server's log must hold no value of a statement: those are names and numbers.
        "server_log",
        """
        SELECT name || ' = ' || setting FROM pg_settings
        WHERE name = 'log_error_verbosity' AND setting <> 'terse'
           OR name = 'log_min_error_statement' AND setting <> 'panic'
           OR name IN ('log_parameter_max_length', 'log_parameter_max_length_on_error')
              AND setting <> '0'
        """,
    ),
    Check(
        # The watch reads the log, and a workstation why nobody was let in. C.UTF-8 is not English
        # where the server was started by somebody who speaks another language.
        "log_language",
        """
        SELECT 'lc_messages = ' || setting FROM pg_settings
        WHERE name = 'lc_messages' AND setting !~ '^(C|POSIX|en.*)$'
        """,
    ),
    Check(
        "password_form",
        """
        SELECT setting FROM pg_settings
        WHERE name = 'password_encryption' AND setting <> 'scram-sha-256'
        """,
    ),
    Check(
        "unencrypted",
        f"""
        SELECT current_setting('listen_addresses')
        WHERE current_setting('ssl') = 'off' AND {REACHED}
        """,
    ),
    Check(
        "old_tls",
        f"""
        SELECT 'ssl_min_protocol_version = ' || current_setting('ssl_min_protocol_version')
        WHERE current_setting('ssl_min_protocol_version') IN ('', 'TLSv1', 'TLSv1.1') AND {REACHED}
        """,
    ),
    Check(
        "open_line",
        """
        SELECT h.line_number || ': ' || h.type || ' ' || h.address
        FROM pg_hba_file_rules h
        WHERE h.type IN ('host', 'hostnossl', 'hostnogssenc', 'hostgssenc')
          AND h.auth_method <> 'reject'
          AND h.address NOT IN ('127.0.0.1', '::1', 'localhost', 'samehost')
        """,
    ),
    Check(
        "weak_line",
        """
        SELECT h.line_number || ': ' || h.type || ' ' || h.auth_method
        FROM pg_hba_file_rules h
        WHERE h.auth_method IN ('trust', 'password', 'md5', 'ident')
        """,
    ),
    Check(
        "guessing",
        f"""
        SELECT 'shared_preload_libraries'
        WHERE current_setting('shared_preload_libraries') !~ '\\mauth_delay\\M' AND {REACHED}
        """,
    ),
    Check(
        "slow_log_in",
        f"""
        SELECT name || ' = ' || setting FROM pg_settings
        WHERE name = 'authentication_timeout' AND setting::integer > 5 AND {REACHED}
        """,
    ),
    Check(
        "temp_files",
        f"""
        SELECT name || ' = ' || setting FROM pg_settings
        WHERE name = 'temp_file_limit' AND setting = '-1' AND {REACHED}
        """,
    ),
    Check(
        # What a person has prepared holds its locks after they have gone, and no watch sees it.
        "prepared",
        """
        SELECT 'max_prepared_transactions = ' || current_setting('max_prepared_transactions')
        WHERE current_setting('max_prepared_transactions') <> '0'
        UNION ALL
        SELECT x.owner || ' ' || x.gid FROM pg_prepared_xacts x
        """,
    ),
    Check(
        "notify_queue",
        """
        SELECT round((100 * pg_notification_queue_usage())::numeric) || ' %'
        WHERE pg_notification_queue_usage() > 0.1
        """,
    ),
)


def findings(connection: Connection[tuple[Any, ...]]) -> Iterator[Finding]:
    """What is wrong with the server, as the superuser of `connection`; nothing on a good one."""
    sentences = _sentences()
    for check in CHECKS:
        for row in connection.execute(check.query.encode()).fetchall():
            yield Finding(check.code, str(row[0]), sentences[check.code])
    version, minor = divmod(connection.info.server_version, 10_000)
    subject = f"PostgreSQL {version}.{minor}"
    if version < OLDEST_VERSION:
        yield Finding("server_version", subject, sentences["server_version"])
    elif minor < KNOWN_MINORS.get(version, 0):
        newest = f"{version}.{KNOWN_MINORS[version]}"
        yield Finding("server_minor", subject, sentences["server_minor"].format(newest=newest))


def _sentences() -> dict[str, str]:
    """What each code means and what to do, in the language in use."""
    return {
        "server_log": _("服务器日志可能记下个人信息。请执行一次升级来关闭。"),
        "log_language": _(
            "服务器的消息不是英文：看守程序无法分析日志，席位也不能说明登录失败的原因。"
            "请设为 lc_messages = 'C'。"
        ),
        "password_form": _("服务器没有用 scram-sha-256 保存密码。请改配置并重设密码。"),
        "unencrypted": _("服务器对外监听却没有启用 TLS。请配置证书后再开放。"),
        "old_tls": _("服务器接受过时的 TLS 版本。请设为 TLSv1.2 或更高。"),
        "open_line": _("pg_hba.conf 的这一行允许不加密的连接。请改为 hostssl。"),
        "weak_line": _("pg_hba.conf 的这一行不验证或用旧方式验证密码。请改为 scram-sha-256。"),
        "guessing": _("没有装载 auth_delay，密码可被快速猜测。请装载并设为 1 秒。"),
        "slow_log_in": _("未完成的登录占用连接太久。请把它设为 5 秒以内。"),
        "temp_files": _("一个人的查询可以写满磁盘。请设置临时文件上限，例如 2GB。"),
        "prepared": _(
            "人员可以留下断线后仍占锁的事务。请设 max_prepared_transactions = 0，"
            "并回滚已有的预备事务。"
        ),
        "notify_queue": _("通知队列在增长；本系统不用 NOTIFY。请查明是谁在用并结束其会话。"),
        "server_version": _("数据库版本低于 15，不再安全。请升级数据库。"),
        "server_minor": _("数据库缺少安全修补，至少应为 {newest}。请尽快升级小版本。"),
    }
