#!/usr/bin/env python3
"""Writes zones.txt: what Python's zoneinfo says about every zone of the installed tzdata, as hashes.

    python3 Tests/TodoCoreTests/Fixtures/make-zones.py > Tests/TodoCoreTests/Fixtures/zones.txt

One line a zone: name, number of changes of the offset from 1970 to 2100, and 64-bit FNV-1a hashes over
  the changes           "<instant> <offset after>" each,
  1,000 random instants "<offset>" each,
  1,000 random wall-clock values and 6 around each change, "<offset with fold 0>" each.
Random numbers come from SplitMix64, seeded with the FNV-1a hash of the zone's name. ZoneTests does the same in Swift.
"""
import datetime, sys, zoneinfo

ROOT = "/usr/share/zoneinfo"
EPOCH = datetime.datetime(1970, 1, 1)
UTC_EPOCH = EPOCH.replace(tzinfo=datetime.timezone.utc)
START, END = 0, 4_133_980_800  # 1970-01-01 and 2101-01-01
MASK = (1 << 64) - 1


def fnv(items):
    value = 0xCBF29CE484222325
    for item in items:
        for byte in (item + "\n").encode():
            value = (value ^ byte) * 0x100000001B3 & MASK
    return value


def splitmix(seed):
    while True:
        seed = (seed + 0x9E3779B97F4A7C15) & MASK
        z = seed
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
        z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
        yield z ^ z >> 31


def offset(zone, instant):
    return int((UTC_EPOCH + datetime.timedelta(seconds=instant)).astimezone(zone).utcoffset().total_seconds())


def wall_offset(zone, wall):
    return int((EPOCH + datetime.timedelta(seconds=wall)).replace(tzinfo=zone, fold=0).utcoffset().total_seconds())


def changes(zone):
    found, step, low = [], 6 * 3600, START
    before = offset(zone, low)
    while low < END:
        high = min(low + step, END)
        after = offset(zone, high)
        if after != before:
            left, right = low, high
            while right - left > 1:
                middle = (left + right) // 2
                if offset(zone, middle) == before:
                    left = middle
                else:
                    right = middle
            found.append((right, offset(zone, right)))
            low, before = right, offset(zone, right)
        else:
            low = high
    return found


def main():
    text = open(f"{ROOT}/tzdata.zi").read().splitlines()
    print("#", text[0].split()[2])
    names = sorted(line.split()[1 if line[0] == "Z" else 2] for line in text if line[:2] in ("Z ", "L "))
    known = {}
    for name in names:
        zone = zoneinfo.ZoneInfo(name)
        content = open(f"{ROOT}/{name}", "rb").read()
        if content not in known:
            known[content] = changes(zone)
        found = known[content]
        random = splitmix(fnv([name]))
        span = END - START
        instants = [START + next(random) % span for _ in range(1000)]
        walls = [START + next(random) % span for _ in range(1000)]
        for instant, after in found:
            walls += [instant + after + difference for difference in (-7200, -1800, -1, 0, 1800, 7200)]
        hashes = (
            fnv(f"{instant} {after}" for instant, after in found),
            fnv(str(offset(zone, instant)) for instant in instants),
            fnv(str(wall_offset(zone, wall)) for wall in walls),
        )
        print(name, len(found), *(f"{value:016x}" for value in hashes))


sys.exit(main())
