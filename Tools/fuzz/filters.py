"""Filters of tasks that the grammar in docs/openapi.yaml gives: a regular expression cannot say it."""

import datetime

from hypothesis import strategies as st

RESERVED = {"and", "or", "not", "in", "like", "is", "null"}
QUOTED = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
VISIBLE = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=20)


def cased(word):
    return st.sampled_from([word, word.upper(), word.title()])


def word(text):
    return text.lower() not in RESERVED


@st.composite
def quoted(draw, texts):
    quote = draw(st.sampled_from("'\""))
    text = draw(texts).replace("\\", "\\\\").replace(quote, "\\" + quote)
    return quote + text + quote


def one_of(*words):
    return st.sampled_from(words).flatmap(cased)


TEXTS = st.one_of(st.from_regex(r"[a-z%_][a-z0-9%_.:-]{0,9}", fullmatch=True).filter(word), quoted(QUOTED))
# Joined letters are composed, which may make a name longer.
TAGS = st.one_of(st.from_regex(r"[a-z][a-z0-9-]{0,9}", fullmatch=True).filter(word), quoted(VISIBLE))
DAYS = st.dates(datetime.date(1970, 1, 1), datetime.date(2199, 12, 30)).map(str)
MOVES = st.builds("{}{}{}".format, st.sampled_from("+-"), st.integers(0, 500), st.sampled_from("dw"))
HOURS = st.builds("{}{}h".format, st.sampled_from("+-"), st.integers(0, 87_840))
TIMES = st.one_of(
    DAYS, DAYS.map("{}T09:30:00Z".format), DAYS.filter("1970-01-01".__lt__).map("'{}T23:59:59.5+05:30'".format),
    st.sampled_from(["now", "today", "start_of_week"]), MOVES, HOURS, MOVES.map("today{}".format),
    MOVES.map("start_of_week{}".format), HOURS.map("now{}".format))
NUMBERS = st.one_of(st.integers(-10**9, 10**9).map(str), st.floats(allow_nan=False, allow_infinity=False).map(repr))
SAME, ALL = ("=", "!="), ("=", "!=", "<", "<=", ">", ">=")
FIELDS = {
    "title": (TEXTS, SAME, True), "description": (TEXTS, SAME, True), "tag": (TAGS, SAME, True),
    "status": (one_of("pending", "in_progress", "completed", "cancelled"), SAME, False),
    "due_state": (one_of("none", "upcoming", "due_soon", "overdue"), SAME, False),
    "completed": (one_of("true", "false"), SAME, False), "is_recurring": (one_of("true", "false"), SAME, False),
    "parent_id": (st.uuids().map(str), SAME, False), "recurring_task_id": (st.uuids().map(str), SAME, False),
    "priority": (st.one_of(one_of("low", "medium", "high", "critical"), st.integers(1, 4).map(str)), ALL, False),
    "position": (NUMBERS, ALL, False),
    **{name: (TIMES, ALL, False) for name in ("due_date", "created_at", "updated_at", "completed_at")},
}


@st.composite
def condition(draw):
    name = draw(st.sampled_from(sorted(FIELDS)))
    values, signs, has_patterns = FIELDS[name]
    space = draw(st.sampled_from([" ", "  ", "\t"]))
    negation = draw(st.sampled_from(["", "not "]))
    forms = [
        st.builds("{}{}{}{}{}".format, st.just(name), st.just(space), st.sampled_from(signs), st.just(space), values),
        st.lists(values, min_size=1, max_size=4).map(lambda items: f"{name} {negation}in ({', '.join(items)})"),
        st.just(f"{name} is {negation}null"),
    ]
    if has_patterns:
        forms.append(TEXTS.map(lambda pattern: f"{name} {negation}like {pattern}"))
    return draw(st.one_of(forms))


# What was made: of any other text only a parser can tell whether it is a filter.
made = set()


def remember(text):
    made.add(text)
    return text


# At most eight levels: ten are allowed, and the text must stay short.
FILTERS = st.recursive(
    condition(),
    lambda inner: st.one_of(
        st.builds("{} and {}".format, inner, inner), st.builds("{} OR {}".format, inner, inner),
        inner.map("({})".format), inner.map("not ({})".format)),
    max_leaves=6,
).filter(lambda text: len(text) <= 1000 and text.count("(") <= 8).map(remember)
