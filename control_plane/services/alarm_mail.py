"""The e-mail that tells an operator of alarms, one or many, in plain text."""

from datetime import datetime
from pathlib import Path
from textwrap import shorten
from typing import Any

from control_plane.alarms.catalog import CRITICAL
from control_plane.models import Alarm, Operator
from control_plane.operations.words import read_words, say
from control_plane.services.alarm_choices import language_of
from control_plane.services.alarm_news import News
from control_plane.services.alarm_view import alarm_words
from control_plane.services.mails import Letter

_WORDS = read_words(Path(__file__).with_name("alarm_mail.json"))
_SUBJECT = 140
"""Characters: what a list of mails shows of it is less."""


def alarm_letter(operator: Operator, news: News, panel: str) -> Letter:
    """What is wrong comes first, and of that what is critical. `panel`: its address."""
    speak = _Speaker(language_of(operator))
    graver_ids = {alarm.id for alarm in news.graver}
    wrong = sorted([*news.graver, *news.raised], key=lambda alarm: (alarm.severity != CRITICAL, alarm.id))
    told = [(alarm, speak.mark(alarm, is_graver=alarm.id in graver_ids)) for alarm in [*wrong, *news.over]]
    entries = [speak.entry(alarm, mark, panel) for alarm, mark in told]
    foot = speak.say("body", "foot", link=f"{panel}/account")
    subject = speak.subject(told[: len(wrong)] or told)
    return Letter(operator.email, subject, "\n".join([*entries, foot]))


class _Speaker:
    def __init__(self, language: str) -> None:
        self._language = language

    def say(self, *path: str, **values: object) -> str:
        words: Any = _WORDS
        for part in path:
            words = words[part]
        return say(words, self._language, values)

    def mark(self, alarm: Alarm, *, is_graver: bool) -> str:
        """How grave it is, or that it is over."""
        if alarm.cleared_at is not None:
            return self.say("over")
        severity = self.say("severity", alarm.severity)
        return self.say("graver", severity=severity) if is_graver else severity

    def subject(self, told: list[tuple[Alarm, str]]) -> str:
        alarm, mark = told[0]
        if len(told) == 1:
            reason, _ = alarm_words(alarm, self._language)
            said = self.say("subject", "one", mark=mark, who=self._who(alarm), reason=reason)
        else:
            who = ", ".join(dict.fromkeys(self._who(each) for each, _ in told))
            said = self.say("subject", "many", mark=mark, count=len(told), who=who)
        return shorten(said, _SUBJECT, placeholder="…")

    def entry(self, alarm: Alarm, mark: str, panel: str) -> str:
        reason, next_step = alarm_words(alarm, self._language)
        about = {"mark": mark, "who": self._who(alarm), "reason": reason, "since": _moment(alarm.raised_at)}
        if alarm.cleared_at is not None:
            return self.say("body", "over", until=_moment(alarm.cleared_at), **about)
        whose = f"?tenant={alarm.tenant.slug}" if alarm.tenant else ""
        link = f"{panel}/alarms{whose}#alarm-{alarm.id}"
        return self.say("body", "open", next=next_step, link=link, **about)

    def _who(self, alarm: Alarm) -> str:
        return alarm.tenant.slug if alarm.tenant else self.say("platform")


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
