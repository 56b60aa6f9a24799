"""Ask Azure's public price list for what stands in prices.toml, and write it down there. Needs Python 3.11 and nothing else.

python3 azure-deploy/refresh_prices.py [--region westeurope] [--currency EUR]
"""

import argparse
import json
import re
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

HERE = Path(__file__).resolve().parent
API = "https://prices.azure.com/api/retail/prices"
TIMEOUT_S = 15
PAGES = 5  # of prices, for one meter


def refresh(file: Path, *, api: str, region: str, currency: str) -> list[str]:
    """Ask for every meter and write what is found; the names of those that were not, whose prices stay as they were."""
    text, missing = file.read_text(encoding="utf-8"), []
    for name, entry in tomllib.loads(text).items():
        if not isinstance(entry, dict):
            continue
        found = look_up(api, entry, region=region, currency=currency)
        if found is None:
            missing.append(name)
            continue
        text = re.sub(rf"(\[{name}\]\nprice = )\S+", rf"\g<1>{found / entry['per']:.12f}".rstrip("0"), text)
    head = {"date": f'"{date.today().isoformat()}"', "region": f'"{region}"', "currency": f'"{currency}"'}
    for name, value in {**head, "checked": "false" if missing else "true"}.items():
        text = re.sub(rf"^{name} = \S+", f"{name} = {value}", text, count=1, flags=re.MULTILINE)
    file.write_text(text, encoding="utf-8")
    return missing


def look_up(api: str, entry: dict[str, Any], *, region: str, currency: str) -> float | None:
    """The highest of the first tiers' prices above nothing: a free first tier is a grant, and the dearest is no surprise."""
    place = "" if entry["service"] == "Bandwidth" else f" and armRegionName eq '{region}'"
    asked = (
        f"serviceName eq '{entry['service']}' and meterName eq '{entry['meter']}' and priceType eq 'Consumption'{place}"
    )
    url = f"{api}?" + urlencode({"currencyCode": f"'{currency}'", "$filter": asked})
    prices: list[float] = []
    for _page in range(PAGES):
        with urlopen(url, timeout=TIMEOUT_S) as answer:
            body = json.load(answer)
        prices += [each["retailPrice"] for each in body["Items"] if each["retailPrice"] > 0]
        url = body.get("NextPageLink")
        if not url:
            break
    return max(prices, default=None)


def main() -> int:
    """Say what was not found; nothing is written where nobody answers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--region", help="as Azure names it; default: that of the file")
    parser.add_argument("--currency", help="its three letters; default: that of the file")
    parser.add_argument("--api", default=API, help=argparse.SUPPRESS)
    parser.add_argument("--prices", type=Path, default=HERE / "prices.toml", help="another file of prices")
    options = parser.parse_args()
    file, known = options.prices, tomllib.loads(options.prices.read_text(encoding="utf-8"))
    region, currency = options.region or known["region"], options.currency or known["currency"]
    try:
        missing = refresh(file, api=options.api, region=region, currency=currency)
    except (URLError, TimeoutError, ValueError, KeyError) as error:
        sys.stderr.write(f"The prices could not be fetched, and {file.name} is as it was: {error}\n")
        return 1
    for name in missing:
        sys.stderr.write(f"Not found, and left as it was: {name}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
