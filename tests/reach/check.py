"""Reads what the site hands out with parsers that are not ours: icalendar, feedparser, csv, json.

    python check.py FOLDER BASE_URL
"""

import csv
import json
import math
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import feedparser
import icalendar


def main(folder, base_url):
    folder = Path(folder)
    events = json.loads((folder / "timeline.json").read_text("utf-8"))["events"]
    figures = json.loads((folder / "figures.json").read_text("utf-8"))["figures"]
    check_table(folder / "timeline.csv", events, ["id", "date", "title", "summary", "url"])
    check_table(folder / "figures.csv", figures, ["id", "label", "unit", "text", "as_of", "measures", "url"])
    check_calendar(folder / "timeline.ics", events, base_url)
    check_feed(folder / "timeline.xml", base_url, len(events))
    check_feed(folder / "feed.xml", base_url, None)
    charts = sorted(folder.rglob("chart-*.csv"))
    assert charts, "there is no chart"
    for chart in charts:
        check_chart(chart)
    told = f"{len(events)} events, {len(figures)} figures, {len(charts)} charts"
    print(f"{told}: calendar, feeds, CSV and JSON are sound")


def check_table(path, records, columns):
    raw = path.read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n"), f"{path.name}: a line does not end with CRLF"
    rows = list(csv.DictReader(raw.decode("utf-8").splitlines(keepends=True), strict=True))
    assert len(rows) == len(records) > 0, path.name
    for row, record in zip(rows, records):
        assert None not in row and None not in row.values(), f"{path.name}: {row['id']} has other columns"
        for column in columns:
            cell, value = row[column], record[column]
            assert cell == value or cell == f"'{value}", f"{path.name}: {row['id']}: {column}"
        for cell in row.values():
            is_number = cell.lstrip("-").replace(".", "", 1).isdigit()
            assert is_number or cell[:1] not in ("=", "+", "-", "@", "\t"), f"{path.name}: formula {cell!r}"
        if "value" in row:
            assert float(row["value"]) == record["value"], f"{path.name}: {row['id']}"


def check_chart(path):
    raw = path.read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n"), f"{path.name}: a line does not end with CRLF"
    head, *rows = csv.reader(raw.decode("utf-8").splitlines(keepends=True), strict=True)
    assert len(head) > 2 and head[-1] == "unit" and rows, path.name
    assert len({row[0] for row in rows}) == len(rows), f"{path.name}: a name stands there twice"
    for row in rows:
        assert len(row) == len(head), f"{path.name}: {row[0]}"
        for cell in row[1:-1]:
            assert cell == "" or math.isfinite(float(cell)), f"{path.name}: {row[0]}: {cell!r}"


def check_calendar(path, events, base_url):
    raw = path.read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n") and b"\r" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n")), "a line is longer than 75 octets"
    calendar = icalendar.Calendar.from_ical(raw)
    assert not calendar.errors, calendar.errors
    entries = list(calendar.walk("VEVENT"))
    by_uid = {str(entry["UID"]): entry for entry in entries}
    assert len(by_uid) == len(entries) > 0, "UIDs are not unique"
    for entry in entries:
        assert not entry.errors, entry.errors
        assert type(entry.decoded("DTSTART")) is date and type(entry.decoded("DTEND")) is date
        assert isinstance(entry.decoded("DTSTAMP"), datetime)
        assert str(entry["URL"]).startswith(base_url)
    shown = 0
    for event in events:
        entry = next((by_uid[uid] for uid in by_uid if uid.split("@")[0] == event["id"]), None)
        parts = event["date"].split("/")
        is_known = all(len(part) == 10 for part in parts)
        assert (entry is not None) == is_known, event["id"]
        if entry:
            shown += 1
            assert str(entry["SUMMARY"]) == event["title"], event["id"]
            assert entry.decoded("DTSTART").isoformat() == event["first_day"], event["id"]
            last = entry.decoded("DTEND") - timedelta(days=1)
            assert last.isoformat() == event["last_day"], event["id"]
    left_out = len(events) - shown
    told = str(calendar["DESCRIPTION"])
    assert told.startswith(f"{shown} event") and (left_out == 0 or f" {left_out} event" in told), told


def check_feed(path, base_url, count):
    feed = feedparser.parse(path.read_bytes())
    assert not feed.bozo, f"{path.name}: {feed.get('bozo_exception')}"
    assert feed.version == "atom10"
    assert count is None or len(feed.entries) == count
    assert len({entry.id for entry in feed.entries}) == len(feed.entries) > 0
    for entry in feed.entries:
        assert entry.title and entry.updated_parsed and entry.link.startswith(base_url), entry


if __name__ == "__main__":
    main(*sys.argv[1:])
