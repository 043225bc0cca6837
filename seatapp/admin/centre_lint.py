"""Looks for holes in the catalogue of a centre: what a restore, an upgrade or a hand may open.

Each check is one query that answers the names of what is wrong, and nothing on a good centre.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from seatapp.text import _


@dataclass(frozen=True)
class Finding:
    """Something at a centre that has to be put right; `subject` names what."""

    code: str
    subject: str
    sentence: str


@dataclass(frozen=True)
class Check:
    """A query that answers one name a row for each hole."""

    code: str
    query: str


OURS = "('seat_owner', 'seat_writer', 'seat_keeper', 'seat_people', 'seat_watcher')"

CHECKS = (
    Check(
        # A function of `core` that runs with its caller's rights has its caller's fixed path.
        "search_path",
        """
        SELECT p.oid::regprocedure::text FROM pg_proc p
        WHERE (p.pronamespace = 'api'::regnamespace
               OR p.pronamespace = 'core'::regnamespace AND p.prosecdef)
          AND NOT coalesce('search_path=pg_catalog, pg_temp' = ANY (p.proconfig), false)
        """,
    ),
    Check(
        # What the caller of such a function may set for the session must have no say in it.
        "session_settings",
        """
        SELECT p.oid::regprocedure || ': ' || string_agg(s.name, ', ')
        FROM pg_proc p, core.pinned_settings() s
        WHERE p.pronamespace IN ('api'::regnamespace, 'core'::regnamespace) AND p.prosecdef
          AND NOT coalesce(s.name || '=' || s.value = ANY (p.proconfig), false)
        GROUP BY p.oid
        """,
    ),
    Check(
        "function_public",
        """
        SELECT DISTINCT p.oid::regprocedure::text
        FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
        WHERE p.pronamespace IN ('api'::regnamespace, 'core'::regnamespace) AND a.grantee = 0
        """,
    ),
    Check(
        "function_rights",
        """
        SELECT DISTINCT p.oid::regprocedure::text
        FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
        JOIN pg_roles r ON r.oid = a.grantee
        WHERE a.grantee <> p.proowner
          AND (p.pronamespace = 'api'::regnamespace
               AND r.rolname NOT IN ('seat_people', 'seat_writer')
               OR p.pronamespace = 'core'::regnamespace
               AND r.rolname NOT IN ('seat_writer', 'seat_keeper', 'seat_watcher'))
        """,
    ),
    Check(
        # Only these two roles lend their rights to whoever calls.
        "function_owner",
        """
        SELECT p.oid::regprocedure::text FROM pg_proc p
        WHERE p.pronamespace IN ('api'::regnamespace, 'core'::regnamespace) AND p.prosecdef
          AND pg_get_userbyid(p.proowner) <> CASE
              WHEN p.pronamespace = 'core'::regnamespace
                   AND p.proname IN ('put_login', 'close_login', 'bar_login', 'unbar_login',
                                     'login_until', 'end_sessions')
                  THEN 'seat_keeper'
              ELSE 'seat_writer' END
        """,
    ),
    Check(
        "table_owner",
        """
        SELECT c.oid::regclass::text FROM pg_class c
        WHERE c.relnamespace IN ('api'::regnamespace, 'core'::regnamespace)
          AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
          AND pg_get_userbyid(c.relowner) <> 'seat_owner'
        """,
    ),
    Check(
        "table_rights",
        """
        SELECT c.oid::regclass || ' → ' || CASE a.grantee WHEN 0 THEN 'PUBLIC'
                                           ELSE pg_get_userbyid(a.grantee) END
        FROM pg_class c
        LEFT JOIN pg_attribute t ON t.attrelid = c.oid,
        LATERAL (SELECT grantee FROM aclexplode(c.relacl)
                 UNION SELECT grantee FROM aclexplode(t.attacl)) a
        WHERE c.relnamespace IN ('api'::regnamespace, 'core'::regnamespace)
          AND (a.grantee = 0 OR pg_get_userbyid(a.grantee) NOT IN ('seat_owner', 'seat_writer'))
        GROUP BY 1
        """,
    ),
    Check(
        "schema_rights",
        """
        SELECT DISTINCT n.nspname || ' → ' || CASE a.grantee WHEN 0 THEN 'PUBLIC'
                                              ELSE pg_get_userbyid(a.grantee) END
        FROM pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
        WHERE (a.grantee = 0 OR pg_get_userbyid(a.grantee) ~ '^(seat_people|u[0-9]+)$')
          AND n.nspname NOT IN ('pg_catalog', 'information_schema')
          AND NOT (n.nspname = 'api' AND a.privilege_type = 'USAGE' AND a.grantee <> 0)
        """,
    ),
    Check(
        "database_rights",
        """
        SELECT DISTINCT a.privilege_type || ' → ' || CASE a.grantee WHEN 0 THEN 'PUBLIC'
                                                     ELSE pg_get_userbyid(a.grantee) END
        FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
        WHERE d.datname = current_database() AND a.grantee <> d.datdba
          AND NOT (a.grantee <> 0
                   AND pg_get_userbyid(a.grantee) IN ('seat_people', 'seat_watcher')
                   AND a.privilege_type = 'CONNECT')
        """,
    ),
    Check(
        "other_database",
        """
        SELECT DISTINCT d.datname::text
        FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
        WHERE d.datallowconn AND d.datname <> current_database()
          AND a.grantee = 0 AND a.privilege_type = 'CONNECT'
        """,
    ),
    Check(
        "language",
        """
        SELECT DISTINCT l.lanname::text
        FROM pg_language l, aclexplode(coalesce(l.lanacl, acldefault('l', l.lanowner))) a
        WHERE l.lanpltrusted AND a.grantee = 0
        """,
    ),
    Check(
        "server_function",
        """
        SELECT DISTINCT p.oid::regprocedure::text
        FROM core.closed_functions() closed
        JOIN pg_proc p ON p.oid = closed,
        aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
        WHERE a.grantee = 0
        """,
    ),
    Check(
        "server_view",
        """
        SELECT DISTINCT c.relname::text
        FROM core.closed_views() closed JOIN pg_class c ON c.oid = closed, aclexplode(c.relacl) a
        WHERE a.grantee = 0
        """,
    ),
    Check("extension", "SELECT extname::text FROM pg_extension WHERE extname <> 'plpgsql'"),
    Check(
        "members",
        """
        SELECT pg_get_userbyid(m.member) || ' ∈ ' || pg_get_userbyid(m.roleid)
        FROM pg_auth_members m
        WHERE pg_get_userbyid(m.roleid) IN ('seat_owner', 'seat_writer', 'seat_keeper')
        """,
    ),
    Check(
        # In 16 and newer the maker of a log-in is a member of it, with the right to manage it.
        "membership",
        f"""
        SELECT pg_get_userbyid(m.member) || ' ∈ ' || pg_get_userbyid(m.roleid)
        FROM pg_auth_members m
        WHERE pg_get_userbyid(m.member) IN {OURS}
              AND NOT (pg_get_userbyid(m.member) = 'seat_keeper'
                       AND (pg_get_userbyid(m.roleid) IN ('seat_people', 'pg_signal_backend')
                            OR pg_has_role(m.roleid, 'seat_people', 'MEMBER')))
              AND NOT (pg_get_userbyid(m.member) = 'seat_watcher'
                       AND pg_get_userbyid(m.roleid) IN ('pg_monitor', 'pg_signal_backend'))
           OR pg_has_role(m.member, 'seat_people', 'MEMBER')
              AND NOT (SELECT r.rolsuper FROM pg_roles r WHERE r.oid = m.member)
              AND pg_get_userbyid(m.member) NOT IN {OURS}
              AND pg_get_userbyid(m.roleid) <> 'seat_people'
        """,
    ),
    Check(
        "role",
        f"""
        SELECT r.rolname::text FROM pg_roles r
        WHERE (r.rolname IN {OURS} OR EXISTS (SELECT FROM core.member p WHERE p.person = r.rolname))
          AND (r.rolsuper OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls
               OR r.rolcreaterole <> (r.rolname = 'seat_keeper')
               OR r.rolname IN {OURS} AND r.rolcanlogin
               OR r.rolname NOT IN {OURS} AND r.rolconnlimit NOT BETWEEN 0 AND 3)
        """,
    ),
    Check(
        # Rows reach people through functions alone; a policy means that somebody opened a table.
        "policy",
        "SELECT p.polname || ' @ ' || p.polrelid::regclass FROM pg_policy p",
    ),
    Check(
        # A person can change the defaults of their own sessions; nobody has a reason to.
        "own_settings",
        """
        SELECT pg_get_userbyid(s.setrole) || ': ' || setting
        FROM pg_db_role_setting s, unnest(s.setconfig) setting
        WHERE EXISTS (SELECT FROM core.member p WHERE p.person = pg_get_userbyid(s.setrole))
        """,
    ),
    Check(
        "password_end",
        """
        SELECT r.rolname || coalesce(' ' || to_char(r.rolvaliduntil, 'YYYY-MM-DD'), '')
        FROM pg_roles r JOIN core.member p ON p.person = r.rolname AND p.active
        WHERE (r.rolvaliduntil IS NULL OR NOT isfinite(r.rolvaliduntil)
               OR r.rolvaliduntil < now() + interval '14 days')
          AND NOT EXISTS (SELECT FROM core.lock_out l
                          WHERE l.person = p.person AND l.ended_at IS NULL)
        """,
    ),
    Check(
        "no_admin",
        """
        SELECT 'core.member_post'
        WHERE NOT EXISTS (SELECT FROM core.member_post p WHERE core.is_admin(p.person))
        """,
    ),
)


def findings(connection: Connection[tuple[Any, ...]]) -> Iterator[Finding]:
    """What the checks find, as the superuser of `connection`; nothing on a good centre."""
    sentences = _sentences()
    for check in CHECKS:
        for row in connection.execute(check.query.encode()).fetchall():
            yield Finding(check.code, str(row[0]), sentences[check.code])


def _sentences() -> dict[str, str]:
    """What each code means and what to do, in the language in use."""
    return {
        "search_path": _("函数没有固定 search_path，可能被冒名对象劫持。请重新执行升级。"),
        "session_settings": _("调用者的会话设置会影响这个函数的结果。请执行一次升级来固定。"),
        "function_public": _("任何登录名都能执行这个函数。请收回 PUBLIC 的执行权。"),
        "function_rights": _("这个函数授给了不该有的角色。请收回执行权。"),
        "function_owner": _("函数的所有者不对。请改回 seat_writer。"),
        "table_owner": _("表的所有者不是 seat_owner。请改回。"),
        "table_rights": _("人员或公众能直接访问这张表。请收回权限。"),
        "schema_rights": _("人员或公众对这个模式有多余的权限。请收回。"),
        "database_rights": _("数据库级权限放开了（恢复备份后常见）。请执行一次升级来收回。"),
        "other_database": _(
            "人员也能连接同一服务器上的这个数据库，可在那里拖住整台服务器。"
            "请收回 PUBLIC 的 CONNECT，或移走该数据库。"
        ),
        "language": _("人员可以写代码（DO 或函数）。请执行一次升级来收回。"),
        "server_function": _("人员可以调用本应关闭的服务器内置函数。请执行一次升级来收回。"),
        "extension": _("装了本系统不用的扩展。请确认必要性，否则卸载。"),
        "members": _("这个角色不应有成员，成员可以绕过所有检查。请收回。"),
        "membership": _("角色有多余的成员关系。请收回。"),
        "role": _("角色的属性不对（超级权限、登录权或连接数）。请改回。"),
        "server_view": _("人员可以查看其他登录名和会话。请执行一次升级来收回。"),
        "policy": _("有人给表加了行策略；本系统不用行策略。请核对并删除。"),
        "own_settings": _(
            "人员改了自己会话的默认设置。请用 ALTER ROLE … RESET ALL 恢复并询问本人。"
        ),
        "password_end": _("密码没有期限或将在 14 天内到期。请提醒本人更改，或由管理员重设。"),
        "no_admin": _("没有在用的管理员。请由数据库所有者执行 center admin 补设一名。"),
        "behind": _("这个升级文件还没有执行。请执行升级。"),
        "changed_file": _("这个升级文件与执行过的不同。请换用正式发布的程序。"),
    }


def behind(name: str) -> Finding:
    """A numbered file that has not run."""
    return Finding("behind", name, _sentences()["behind"])


def changed_file(name: str) -> Finding:
    """A numbered file that is not what ran."""
    return Finding("changed_file", name, _sentences()["changed_file"])
